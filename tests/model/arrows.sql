-- Watches every change of a row while a test runs, and notes those that no rule allows: states that move against the arrows,
-- amounts and scores that change, accounts that shrink.
--
-- Triggers see what lies between two looks at the database; they note and do not refuse, so that the service runs as it does
-- without them. Each begins with its table's name alone on a line, for who splits the file.

CREATE TABLE broken (what TEXT NOT NULL);

-- tasks
CREATE TRIGGER arrows_of_tasks AFTER UPDATE OF status, attempt, lease_id, node_id ON tasks
WHEN NOT (
    old.status = new.status
    OR (old.status = 'pending' AND new.status IN ('assigned', 'cancelled'))
    OR (old.status = 'assigned' AND new.status IN ('running', 'completed', 'pending', 'failed', 'cancelled'))
    OR (old.status = 'running' AND new.status IN ('completed', 'pending', 'failed', 'cancelled'))
) OR new.attempt <> old.attempt + (old.status = 'pending' AND new.status = 'assigned')
OR (new.status IN ('running', 'completed') AND (new.lease_id IS NOT old.lease_id OR new.node_id IS NOT old.node_id))
BEGIN
    INSERT INTO broken VALUES ('I7: task ' || new.id || ': ' || old.status || ' (' || old.attempt || ') to ' || new.status || ' (' || new.attempt || ')');
END;

-- contribution_meta
CREATE TRIGGER arrows_of_contributions AFTER UPDATE ON contribution_meta
WHEN NOT (
    old.status = new.status
    OR (old.status = 'recorded' AND new.status IN ('verified', 'rejected'))
    OR (old.status = 'verified' AND new.status = 'rewarded')
    -- The operator takes the reward back.
    OR (old.status = 'rewarded' AND new.status = 'rejected' AND new.payout_id IS NULL)
) OR new.score_micro <> old.score_micro OR new.node_id <> old.node_id OR new.task_id <> old.task_id OR new.lease_id <> old.lease_id
OR (old.payout_id IS NOT NULL AND new.payout_id IS NOT old.payout_id AND new.payout_id IS NOT NULL)
BEGIN
    INSERT INTO broken VALUES ('I7: contribution ' || new.contribution_id || ': ' || old.status || ' to ' || new.status);
END;

-- contribution_meta
CREATE TRIGGER contributions_stay BEFORE DELETE ON contribution_meta
BEGIN
    INSERT INTO broken VALUES ('I7: contribution ' || old.contribution_id || ' was deleted');
END;

-- contributions
CREATE TRIGGER contributions_keep AFTER UPDATE ON contributions
BEGIN
    INSERT INTO broken VALUES ('I7: contribution ' || new.id || ' was changed');
END;

-- rewards
CREATE TRIGGER arrows_of_rewards AFTER UPDATE ON rewards
WHEN NOT (
    old.status = new.status
    OR (old.status = 'pending' AND new.status IN ('confirmed', 'completed', 'failed'))
    OR (old.status = 'confirmed' AND new.status = 'completed')
) OR new.amount_lamports <> old.amount_lamports OR new.node_id <> old.node_id OR new.id <> old.id
BEGIN
    INSERT INTO broken VALUES ('I7: reward ' || new.id || ': ' || old.status || ' of ' || old.amount_lamports || ' to ' || new.status || ' of ' || new.amount_lamports);
END;

-- rewards
CREATE TRIGGER rewards_stay BEFORE DELETE ON rewards
BEGIN
    INSERT INTO broken VALUES ('I7: reward ' || old.id || ' was deleted');
END;

-- payouts
CREATE TRIGGER arrows_of_payouts AFTER UPDATE ON payouts
WHEN NOT (
    old.status = new.status
    OR (old.status = 'requested' AND new.status IN ('signed', 'failed'))
    OR (old.status = 'signed' AND new.status IN ('submitted', 'failed'))
    OR (old.status = 'submitted' AND new.status IN ('confirmed', 'failed', 'review'))
    OR (old.status = 'confirmed' AND new.status = 'completed')
    OR (old.status = 'review' AND new.status IN ('completed', 'failed'))
) OR new.amount_lamports <> old.amount_lamports OR new.node_id <> old.node_id OR new.wallet_address <> old.wallet_address
OR new.attempt <> old.attempt + (new.attempt <> old.attempt AND (old.status, new.status) IN (VALUES ('requested', 'signed'), ('submitted', 'submitted')))
BEGIN
    INSERT INTO broken VALUES ('I7: payout ' || new.id || ': ' || old.status || ' (' || old.attempt || ') to ' || new.status || ' (' || new.attempt || ')');
END;

-- payouts
CREATE TRIGGER payouts_stay BEFORE DELETE ON payouts
BEGIN
    INSERT INTO broken VALUES ('I7: payout ' || old.id || ' was deleted');
END;

-- payout_attempts
CREATE TRIGGER attempts_keep AFTER UPDATE ON payout_attempts
WHEN new.raw_transaction <> old.raw_transaction OR new.signature <> old.signature OR new.blockhash <> old.blockhash
OR new.last_valid_block_height <> old.last_valid_block_height
BEGIN
    INSERT INTO broken VALUES ('I7: attempt ' || new.attempt || ' of payout ' || new.payout_id || ' was signed again');
END;

-- payout_attempts
CREATE TRIGGER attempts_stay BEFORE DELETE ON payout_attempts
BEGIN
    INSERT INTO broken VALUES ('I7: attempt ' || old.attempt || ' of payout ' || old.payout_id || ' was deleted');
END;

-- wallets
CREATE TRIGGER wallets_only_gain AFTER UPDATE ON wallets
WHEN new.total_rewards_distributed_lamports < old.total_rewards_distributed_lamports
OR (
    new.pending_rewards_lamports + new.total_rewards_distributed_lamports < old.pending_rewards_lamports + old.total_rewards_distributed_lamports
    -- Unless a reward is taken back.
    AND NOT EXISTS (
        SELECT 1 FROM rewards WHERE node_id = new.node_id AND status = 'failed' AND amount_lamports = old.pending_rewards_lamports - new.pending_rewards_lamports
    )
)
BEGIN
    INSERT INTO broken VALUES ('I7: wallet of ' || new.node_id || ' lost');
END;

-- nodes
CREATE TRIGGER arrows_of_nodes AFTER UPDATE OF status ON nodes
WHEN old.status = 'retired' AND new.status NOT IN ('retired', 'active', 'banned')
BEGIN
    INSERT INTO broken VALUES ('I7: node ' || new.id || ': ' || old.status || ' to ' || new.status);
END;

-- nodes
CREATE TRIGGER nodes_with_history_stay BEFORE DELETE ON nodes
WHEN old.contribution_count > 0 OR old.total_rewards_lamports > 0
BEGIN
    INSERT INTO broken VALUES ('I7: node ' || old.id || ' was deleted');
END;
