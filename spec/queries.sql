-- The statements that are more than one row by its key: guarded writes, filtered pages.
--
-- What is hard: nothing that was read before a write may be trusted, so each guard stands in the statement itself.
-- One that changes nothing has been refused, and its caller reads to say why.
--
-- @now is the host's clock; an active or busy node last heard of before @heard_since is offline, whatever its row
-- says. A node is live that is paused, or active or busy and not offline.

-- name: Node :one
-- One node.
-- row: NodeView
SELECT id, address, public_key, registered_at, last_active_at, status, capabilities FROM nodes WHERE id = @id;

-- name: InsertNode :one
-- Adds a node where fewer than @max_nodes are live. Fails where the id is taken.
-- row: NodeView
INSERT INTO nodes (
    id, address, public_key, registered_at, last_active_at, status, capabilities,
    total_compute_score, total_rewards_lamports, contribution_count, created_at, updated_at
)
SELECT @id, @address, @public_key, @now, @now, 'active', @capabilities, 0, 0, 0, @now, @now
WHERE (
    SELECT count(*) FROM (
        SELECT 1 FROM nodes WHERE status IN ('active', 'busy', 'paused')
        AND (status = 'paused' OR last_active_at >= @heard_since) LIMIT @max_nodes
    )
) < @max_nodes
RETURNING id, address, public_key, registered_at, last_active_at, status, capabilities;

-- name: InsertWallet :execrows
-- Adds the wallet of a node that `InsertNode` has added just before, or else nothing: a node that somebody else has added
-- meanwhile has one.
INSERT INTO wallets (
    node_id, wallet_address, sol_balance_lamports, pending_rewards_lamports, total_rewards_distributed_lamports,
    last_updated_at
)
SELECT @id, @address, 0, 0, 0, @now WHERE EXISTS (SELECT 1 FROM nodes WHERE id = @id)
ON CONFLICT (node_id) DO NOTHING;

-- name: WalletIsHeld :one
-- Whether this wallet address is another than the node's, and that one stays: a payout to it is under way, or the node is
-- banned, so that nobody with its key takes what it is owed.
SELECT EXISTS (SELECT 1 FROM wallets WHERE node_id = @id AND wallet_address <> sqlc.narg(address))
    AND (
        EXISTS (SELECT 1 FROM nodes WHERE id = @id AND status = 'banned')
        OR EXISTS (
            SELECT 1 FROM payouts
            WHERE node_id = @id AND status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
        )
    ) AS held;

-- name: NetworkIsFull :one
-- Whether no fewer than @max_nodes nodes are live. Counts no further.
SELECT (
    SELECT count(*) FROM (
        SELECT 1 FROM nodes WHERE status IN ('active', 'busy', 'paused')
        AND (status = 'paused' OR last_active_at >= @heard_since) LIMIT @max_nodes
    )
) >= @max_nodes AS is_full;

-- name: RefreshNode :one
-- Refreshes a node that registers again with the same key. Does nothing where that would bring one more to life
-- than @max_nodes, or would move a wallet that is held.
-- row: NodeView
UPDATE nodes SET
    address = @address,
    capabilities = @capabilities,
    last_active_at = max(last_active_at, @now),
    updated_at = max(updated_at, @now),
    status = CASE
        WHEN status IN ('offline', 'retired') OR (status = 'busy' AND last_active_at < @heard_since) THEN 'active'
        ELSE status
    END
WHERE id = @id AND public_key = @public_key
    AND (
        status IN ('paused', 'banned')
        OR (status IN ('active', 'busy') AND last_active_at >= @heard_since)
        OR (
            SELECT count(*) FROM (
                SELECT 1 FROM nodes WHERE status IN ('active', 'busy', 'paused')
                AND (status = 'paused' OR last_active_at >= @heard_since) LIMIT @max_nodes
            )
        ) < @max_nodes
    )
    AND (
        sqlc.narg(wallet_address) IS NULL
        OR (
            status <> 'banned' AND NOT EXISTS (
                SELECT 1 FROM payouts
                WHERE node_id = @id AND status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
            )
        )
        OR EXISTS (SELECT 1 FROM wallets WHERE node_id = @id AND wallet_address = sqlc.narg(wallet_address))
    )
RETURNING id, address, public_key, registered_at, last_active_at, status, capabilities;

-- name: MoveWallet :exec
-- Moves the wallet of a node that `RefreshNode` has refreshed just before, unless it is held: one that is asleep still was
-- refused. Without an address: nothing.
UPDATE wallets SET wallet_address = sqlc.narg(address), last_updated_at = max(last_updated_at, @now)
WHERE node_id = @id AND wallet_address <> sqlc.narg(address)
    AND EXISTS (
        SELECT 1 FROM nodes WHERE id = @id AND public_key = @public_key
        AND (status = 'paused' OR (status IN ('active', 'busy') AND last_active_at >= @heard_since))
    )
    AND NOT EXISTS (
        SELECT 1 FROM payouts
        WHERE node_id = @id AND status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
    );

-- name: Heartbeat :execrows
-- Notes a sign of life. Does nothing to a node that is banned or retired, and nothing when the last sign came after
-- @since and there is no change in this one.
-- idempotent
UPDATE nodes SET
    last_active_at = max(last_active_at, @now),
    updated_at = max(updated_at, @now),
    status = CASE
        WHEN sqlc.narg(status) IS NOT NULL THEN sqlc.narg(status)
        WHEN status = 'offline' OR (status = 'busy' AND last_active_at < @heard_since) THEN 'active'
        ELSE status
    END
WHERE id = @id AND status NOT IN ('banned', 'retired')
    AND (
        last_active_at <= @since
        OR (sqlc.narg(status) IS NULL AND status = 'offline')
        OR (sqlc.narg(status) IS NOT NULL AND status <> sqlc.narg(status))
    );

-- name: SetNodeStatus :one
-- Sets the status of a node that is not retired, nor banned unless the ban may be lifted; who may lift it may ban a retired
-- one, too. With @is_sign it is a sign of life, unless it sets or lifts a ban. One that is offline stays so since when it was.
-- row: NodeView
-- param may_lift: bool
-- param is_sign: bool
UPDATE nodes SET
    status = @status,
    updated_at = CASE WHEN status = 'offline' AND @status = 'offline' THEN updated_at ELSE max(updated_at, @now) END,
    last_active_at = CASE
        WHEN 'banned' IN (status, @status) OR NOT @is_sign THEN last_active_at
        ELSE max(last_active_at, @now)
    END
WHERE id = @id AND (@may_lift OR status <> 'banned') AND (status <> 'retired' OR (@may_lift AND @status = 'banned'))
RETURNING id, address, public_key, registered_at, last_active_at, status, capabilities;

-- name: DeleteEmptyWallet :exec
-- Deletes the wallet of a node that has neither history nor money, nothing that the books speak of, and that no task waits
-- for: whoever took its name would get that. A banned node stays, unless the ban may be lifted; and with @since any that is
-- not offline since before then, in this and what follows.
-- param may_lift: bool
DELETE FROM wallets
WHERE node_id = @id AND sol_balance_lamports = 0 AND pending_rewards_lamports = 0
    AND total_rewards_distributed_lamports = 0
    AND (@may_lift OR NOT EXISTS (SELECT 1 FROM nodes WHERE id = @id AND status = 'banned'))
    AND (
        sqlc.narg(since) IS NULL
        OR EXISTS (
            SELECT 1 FROM nodes WHERE id = @id AND status = 'offline'
            AND last_active_at < sqlc.narg(since) AND updated_at < sqlc.narg(since)
        )
    )
    AND NOT EXISTS (SELECT 1 FROM contributions WHERE node_id = @id)
    AND NOT EXISTS (SELECT 1 FROM rewards WHERE node_id = @id)
    AND NOT EXISTS (SELECT 1 FROM payouts WHERE node_id = @id)
    AND NOT EXISTS (SELECT 1 FROM ledger_entries WHERE node_id = @id)
    AND NOT EXISTS (SELECT 1 FROM tasks WHERE status = 'pending' AND target_node = @id);

-- name: DeleteNodeWithoutHistory :execrows
-- Deletes such a node once its wallet is gone.
-- param may_lift: bool
DELETE FROM nodes
WHERE id = @id AND (@may_lift OR status <> 'banned')
    AND (
        sqlc.narg(since) IS NULL
        OR (status = 'offline' AND last_active_at < sqlc.narg(since) AND updated_at < sqlc.narg(since))
    )
    AND NOT EXISTS (SELECT 1 FROM wallets WHERE node_id = @id)
    AND NOT EXISTS (SELECT 1 FROM contributions WHERE node_id = @id)
    AND NOT EXISTS (SELECT 1 FROM rewards WHERE node_id = @id)
    AND NOT EXISTS (SELECT 1 FROM payouts WHERE node_id = @id)
    AND NOT EXISTS (SELECT 1 FROM ledger_entries WHERE node_id = @id);

-- name: RetireNode :execrows
-- Retires a node that is still there. One that is banned stays so: retired, it could come back and be paid.
-- param may_lift: bool
-- idempotent
UPDATE nodes SET status = CASE status WHEN 'banned' THEN status ELSE 'retired' END, updated_at = max(updated_at, @now)
WHERE id = @id AND (@may_lift OR status <> 'banned')
    AND (
        sqlc.narg(since) IS NULL
        OR (status = 'offline' AND last_active_at < sqlc.narg(since) AND updated_at < sqlc.narg(since))
    );

-- The pages of nodes, in the order of their ids. Each is a range of one index, so that a page reads little more than
-- it shows; the planner would sort, hence its orders. The first page is after the empty text.

-- name: CurrentNodes :many
-- All but the retired.
-- row: NodeView
-- param after: string
SELECT id, address, public_key, registered_at, last_active_at, status, capabilities
FROM nodes INDEXED BY idx_nodes_current
WHERE status <> 'retired' AND id > @after ORDER BY id LIMIT @limit;

-- name: LiveNodes :many
-- Active or busy, and not silent.
-- row: NodeView
-- param after: string
SELECT id, address, public_key, registered_at, last_active_at, status, capabilities
FROM nodes INDEXED BY idx_nodes_live
WHERE status IN ('active', 'busy') AND last_active_at >= @heard_since AND id > @after ORDER BY id LIMIT @limit;

-- name: HeardNodes :many
-- Of this status, and not silent.
-- row: NodeView
-- param after: string
SELECT id, address, public_key, registered_at, last_active_at, status, capabilities FROM nodes
WHERE status = @status AND last_active_at >= @heard_since AND id > @after ORDER BY id LIMIT @limit;

-- name: OfflineNodes :many
-- Offline, or silent.
-- row: NodeView
-- param after: string
SELECT id, address, public_key, registered_at, last_active_at, status, capabilities
FROM nodes INDEXED BY idx_nodes_current
WHERE status <> 'retired' AND id > @after
    AND (status = 'offline' OR (status IN ('active', 'busy') AND last_active_at < @heard_since))
ORDER BY id LIMIT @limit;

-- name: NodesOfStatus :many
-- Of this status, as stored.
-- row: NodeView
-- param after: string
SELECT id, address, public_key, registered_at, last_active_at, status, capabilities FROM nodes
WHERE status = @status AND id > @after ORDER BY id LIMIT @limit;

-- ---- rewards ------------------------------------------------------------------------------
--
-- A plan is a JSON array of arrays, made of what was read before. Each batch begins with a gate: a statement that gives
-- NULL to a column that refuses it where the plan no longer fits, so that nothing of the batch is applied.

-- name: VerifiedContributions :many
-- What is to be rewarded, in id order.
-- row: Earned
SELECT contribution_meta.contribution_id, contribution_meta.node_id, contribution_meta.task_id,
    contribution_meta.score_micro, contributions.duration_seconds
FROM contribution_meta INDEXED BY idx_contribution_meta_status
JOIN contributions ON contributions.id = contribution_meta.contribution_id
WHERE contribution_meta.status = 'verified' AND contributions.timestamp < @before
ORDER BY contribution_meta.contribution_id LIMIT @limit;

-- name: VerifiedContributionsOfNode :many
-- The same of one node.
-- row: Earned
SELECT contribution_meta.contribution_id, contribution_meta.node_id, contribution_meta.task_id,
    contribution_meta.score_micro, contributions.duration_seconds
FROM contribution_meta INDEXED BY idx_contribution_meta_node
JOIN contributions ON contributions.id = contribution_meta.contribution_id
WHERE contribution_meta.node_id = @node_id AND contribution_meta.status = 'verified'
    AND contributions.timestamp < @before
ORDER BY contribution_meta.contribution_id LIMIT @limit;

-- name: InsertRewards :exec
-- The gate of a distribution: @plan is `[contribution, node, lamports]` of each. Fails where one is no longer to be
-- rewarded, or was rewarded.
-- param plan: string
INSERT INTO rewards (id, node_id, amount_lamports, status, distributed_at)
SELECT 'rwd_' || (plan.value ->> 0), plan.value ->> 1,
    CASE WHEN contribution_meta.status = 'verified' THEN plan.value ->> 2 END, 'pending', @now
FROM json_each(@plan) AS plan LEFT JOIN contribution_meta ON contribution_meta.contribution_id = plan.value ->> 0;

-- name: CreditWallets :exec
-- param plan: string
UPDATE wallets SET
    pending_rewards_lamports = pending_rewards_lamports + credit.lamports,
    last_updated_at = max(last_updated_at, @now)
FROM (
    SELECT value ->> 1 AS node_id, CAST(sum(value ->> 2) AS INTEGER) AS lamports FROM json_each(@plan) GROUP BY value ->> 1
) AS credit
WHERE wallets.node_id = credit.node_id;

-- name: CreditNodes :exec
-- One that is offline stays so since when it was.
-- param plan: string
UPDATE nodes SET
    total_rewards_lamports = total_rewards_lamports + credit.lamports,
    updated_at = CASE WHEN status = 'offline' THEN updated_at ELSE max(updated_at, @now) END
FROM (
    SELECT value ->> 1 AS node_id, CAST(sum(value ->> 2) AS INTEGER) AS lamports FROM json_each(@plan) GROUP BY value ->> 1
) AS credit
WHERE nodes.id = credit.node_id;

-- name: MarkRewarded :exec
-- param plan: string
UPDATE contribution_meta SET status = 'rewarded'
WHERE contribution_id IN (SELECT value ->> 0 FROM json_each(@plan));

-- name: BookCredits :exec
-- Two entries for each credit that is not zero.
-- param plan: string
INSERT INTO ledger_entries (transaction_id, account, node_id, delta_lamports, kind, created_at)
SELECT 'rwd_' || (value ->> 0), 'node:' || (value ->> 1), value ->> 1, value ->> 2, 'credit', @now
FROM json_each(@plan) WHERE value ->> 2 > 0
UNION ALL
SELECT 'rwd_' || (value ->> 0), 'treasury', NULL, -(value ->> 2), 'credit', @now
FROM json_each(@plan) WHERE value ->> 2 > 0;

-- name: WalletsAt :many
-- The wallets with this address, and what is on its way to each.
SELECT node_id, pending_rewards_lamports, total_rewards_distributed_lamports, last_updated_at, (
    SELECT coalesce(sum(amount_lamports), 0) FROM payouts
    WHERE payouts.node_id = wallets.node_id
        AND payouts.status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
) AS in_flight_lamports
FROM wallets WHERE wallet_address = @wallet_address ORDER BY node_id;

-- name: WalletOfNode :one
-- What a node is owed, what is on its way included, and for how many rewards, counted up to one more than @at_most; and
-- whether it is banned.
SELECT wallets.node_id, wallets.wallet_address, wallets.pending_rewards_lamports, nodes.status = 'banned' AS is_banned, (
    SELECT count(*) FROM (
        SELECT 1 FROM contribution_meta INDEXED BY idx_contribution_meta_unclaimed
        WHERE contribution_meta.node_id = wallets.node_id AND contribution_meta.status = 'rewarded'
            AND contribution_meta.payout_id IS NULL LIMIT CAST(@at_most AS INTEGER) + 1
    )
) AS unclaimed
FROM wallets JOIN nodes ON nodes.id = wallets.node_id WHERE wallets.node_id = @node_id;

-- name: FailReward :exec
-- The gate of a reversal: fails where the reward is not pending, or a payout covers it.
UPDATE rewards SET status = CASE
    WHEN status = 'pending' AND EXISTS (
        SELECT 1 FROM contribution_meta
        WHERE contribution_id = substr(@id, 5) AND status = 'rewarded' AND payout_id IS NULL
    ) THEN 'failed'
END
WHERE id = @id;

-- name: RejectRewarded :exec
-- The contribution of a reversed reward earns nothing any more.
-- param rejection: string!
-- param reward_id: RewardId
UPDATE contribution_meta SET status = 'rejected', rejection = @rejection
WHERE contribution_id = substr(@reward_id, 5) AND status = 'rewarded';

-- name: DebitWalletOfReward :exec
UPDATE wallets SET
    pending_rewards_lamports = pending_rewards_lamports - rewards.amount_lamports,
    last_updated_at = max(last_updated_at, @now)
FROM rewards WHERE rewards.id = @reward_id AND wallets.node_id = rewards.node_id;

-- name: DebitNodeOfReward :exec
-- One that is offline stays so since when it was.
UPDATE nodes SET
    total_rewards_lamports = total_rewards_lamports - rewards.amount_lamports,
    updated_at = CASE WHEN nodes.status = 'offline' THEN updated_at ELSE max(updated_at, @now) END
FROM rewards WHERE rewards.id = @reward_id AND nodes.id = rewards.node_id;

-- name: BookReversal :exec
INSERT INTO ledger_entries (transaction_id, account, node_id, delta_lamports, kind, created_at)
SELECT 'rev_' || id, 'node:' || node_id, node_id, -amount_lamports, 'reversal', @now
FROM rewards WHERE id = @reward_id AND amount_lamports > 0
UNION ALL
SELECT 'rev_' || id, 'treasury', NULL, amount_lamports, 'reversal', @now
FROM rewards WHERE id = @reward_id AND amount_lamports > 0;

-- ---- payouts ------------------------------------------------------------------------------

-- name: WalletsToSettle :many
-- Who is owed @min_lamports or more, and has no payout under way: the most first. And for how many rewards, counted up to
-- one more than @at_most.
SELECT wallets.node_id, wallets.wallet_address, wallets.pending_rewards_lamports, (
    SELECT count(*) FROM (
        SELECT 1 FROM contribution_meta INDEXED BY idx_contribution_meta_unclaimed
        WHERE contribution_meta.node_id = wallets.node_id AND contribution_meta.status = 'rewarded'
            AND contribution_meta.payout_id IS NULL LIMIT CAST(@at_most AS INTEGER) + 1
    )
) AS unclaimed
FROM wallets INDEXED BY idx_wallets_pending CROSS JOIN nodes ON nodes.id = wallets.node_id
WHERE pending_rewards_lamports > 0 AND pending_rewards_lamports >= @min_lamports AND nodes.status <> 'banned'
    AND NOT EXISTS (
        SELECT 1 FROM payouts WHERE payouts.node_id = wallets.node_id
            AND payouts.status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
    )
ORDER BY pending_rewards_lamports DESC, node_id LIMIT @limit;

-- name: FirstRewards :one
-- What the first @at_most rewards of a node come to that no payout covers.
-- column lamports: Lamports!
SELECT min(coalesce(sum(rewards.amount_lamports), 0), 9007199254740991) AS lamports
FROM (
    SELECT contribution_id FROM contribution_meta INDEXED BY idx_contribution_meta_unclaimed
    WHERE node_id = @node_id AND status = 'rewarded' AND payout_id IS NULL ORDER BY contribution_id LIMIT @at_most
) AS first CROSS JOIN rewards ON rewards.id = 'rwd_' || first.contribution_id
WHERE rewards.status = 'pending';

-- name: WalletsOfBanned :many
-- Banned nodes that are owed something, and have no payout under way.
-- row: Owed
SELECT wallets.node_id, wallets.wallet_address, wallets.pending_rewards_lamports
FROM nodes CROSS JOIN wallets ON wallets.node_id = nodes.id
WHERE nodes.status = 'banned' AND wallets.pending_rewards_lamports > 0
    AND NOT EXISTS (
        SELECT 1 FROM payouts WHERE payouts.node_id = wallets.node_id
            AND payouts.status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
    )
ORDER BY nodes.id LIMIT @limit;

-- name: WalletsTooSmall :many
-- Who is owed something, but less than @min_lamports, and has no payout under way.
-- row: Owed
SELECT wallets.node_id, wallets.wallet_address, wallets.pending_rewards_lamports
FROM wallets INDEXED BY idx_wallets_pending CROSS JOIN nodes ON nodes.id = wallets.node_id
WHERE pending_rewards_lamports > 0 AND pending_rewards_lamports < @min_lamports AND nodes.status <> 'banned'
    AND NOT EXISTS (
        SELECT 1 FROM payouts WHERE payouts.node_id = wallets.node_id
            AND payouts.status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
    )
ORDER BY pending_rewards_lamports DESC, node_id LIMIT @limit;

-- name: WalletsOfNothing :many
-- Nodes that are not retired and are owed nothing.
-- row: Owed
SELECT wallets.node_id, wallets.wallet_address, wallets.pending_rewards_lamports
FROM nodes INDEXED BY idx_nodes_current CROSS JOIN wallets ON wallets.node_id = nodes.id
WHERE nodes.status <> 'retired' AND wallets.pending_rewards_lamports = 0
ORDER BY nodes.id LIMIT @limit;

-- name: UnbalancedWallets :many
-- Of these nodes, those whose wallets are not what their rewards come to that no payout covers, at one moment. One that has a
-- payout under way is not looked at: its wallet holds what is covered too.
SELECT wallets.node_id FROM wallets
WHERE wallets.node_id IN (sqlc.slice(node_ids))
    AND NOT EXISTS (
        SELECT 1 FROM payouts INDEXED BY idx_payouts_one_open_per_node
        WHERE payouts.node_id = wallets.node_id AND payouts.status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
    )
    AND wallets.pending_rewards_lamports <> coalesce((
        SELECT sum(rewards.amount_lamports)
        FROM contribution_meta INDEXED BY idx_contribution_meta_unclaimed
        JOIN rewards ON rewards.id = 'rwd_' || contribution_meta.contribution_id
        WHERE contribution_meta.node_id = wallets.node_id AND contribution_meta.status = 'rewarded'
            AND contribution_meta.payout_id IS NULL AND rewards.status = 'pending'
    ), 0);

-- name: OtherPayoutOf :one
-- Another payout that this transaction was made for, unless it was that of the same node and has failed: then what it paid
-- is in this one.
SELECT payout_attempts.payout_id FROM payout_attempts
JOIN payouts AS made_for ON made_for.id = payout_attempts.payout_id
JOIN payouts AS asked ON asked.id = @payout_id
WHERE payout_attempts.signature = @signature AND payout_attempts.payout_id <> @payout_id
    AND NOT (made_for.status = 'failed' AND made_for.node_id = asked.node_id);

-- name: OpenPayouts :many
-- Payouts under way, in the order of their nodes.
SELECT * FROM payouts INDEXED BY idx_payouts_one_open_per_node
WHERE status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
ORDER BY node_id LIMIT @limit;

-- name: OpenPayoutOfNode :one
SELECT * FROM payouts
WHERE node_id = @node_id AND status IN ('requested', 'signed', 'submitted', 'confirmed', 'review');

-- name: InsertPayouts :exec
-- The gate of a settlement: @plan is `[payout, node, address, lamports, part]` of each. Fails where a wallet has moved, where
-- the amount is not what the node's first @at_most rewards come to that no payout covers, where that is not all that the
-- node is owed, unless it is a part, where a payout is under way, and where settlement is halted.
-- param plan: string
INSERT INTO payouts (id, node_id, wallet_address, amount_lamports, status, gateway, attempt, created_at, updated_at)
SELECT plan.value ->> 0, plan.value ->> 1, plan.value ->> 2,
    CASE
        WHEN wallets.wallet_address = plan.value ->> 2
            AND (
                wallets.pending_rewards_lamports = plan.value ->> 3
                OR (plan.value ->> 4 AND wallets.pending_rewards_lamports > plan.value ->> 3)
            )
            AND plan.value ->> 3 = (
                SELECT sum(rewards.amount_lamports)
                FROM (
                    SELECT contribution_id FROM contribution_meta INDEXED BY idx_contribution_meta_unclaimed
                    WHERE contribution_meta.node_id = plan.value ->> 1 AND contribution_meta.status = 'rewarded'
                        AND contribution_meta.payout_id IS NULL ORDER BY contribution_id LIMIT @at_most
                ) AS first CROSS JOIN rewards ON rewards.id = 'rwd_' || first.contribution_id
                WHERE rewards.status = 'pending'
            )
            AND NOT EXISTS (SELECT 1 FROM stats WHERE name = 'settlement_halted')
        THEN plan.value ->> 3
    END,
    'requested', @gateway, 0, @now, @now
FROM json_each(@plan) AS plan LEFT JOIN wallets ON wallets.node_id = plan.value ->> 1;

-- name: ClaimRewards :exec
-- Claims the rewards of this plan for its payouts.
-- param plan: string
UPDATE contribution_meta SET payout_id = plan.value ->> 0
FROM json_each(@plan) AS plan WHERE contribution_meta.contribution_id IN (
    SELECT unclaimed.contribution_id FROM contribution_meta AS unclaimed INDEXED BY idx_contribution_meta_unclaimed
    WHERE unclaimed.node_id = plan.value ->> 1 AND unclaimed.status = 'rewarded' AND unclaimed.payout_id IS NULL
    ORDER BY unclaimed.contribution_id LIMIT @at_most
);

-- name: PayoutsToMove :many
-- Payouts of a gateway that a look may move on, longest untouched first.
SELECT * FROM payouts INDEXED BY idx_payouts_to_move
WHERE status IN ('requested', 'signed', 'submitted', 'confirmed') AND gateway = @gateway
ORDER BY updated_at LIMIT @limit;

-- name: AttemptsOfPayouts :many
-- Their attempts, oldest first.
SELECT * FROM payout_attempts WHERE payout_id IN (sqlc.slice(payout_ids)) ORDER BY payout_id, attempt;

-- name: TouchPayouts :exec
-- Notes that they were looked at, so that others come next.
-- idempotent
UPDATE payouts SET updated_at = max(updated_at, @now) WHERE id IN (sqlc.slice(ids));

-- name: MovePayout :exec
-- A gate: fails where the payout is elsewhere, or at another attempt.
-- param to: PayoutStatus
UPDATE payouts SET
    status = CASE WHEN status = @from AND attempt = @attempt THEN @to END,
    reason = coalesce(sqlc.narg(reason), reason),
    updated_at = max(updated_at, @now)
WHERE id = @id;

-- name: SendPayout :exec
-- A gate: a payout counts as submitted before it is. Fails where it is not signed, or at another attempt, and where settlement
-- is halted.
UPDATE payouts SET
    status = CASE
        WHEN status = 'signed' AND attempt = @attempt
            AND NOT EXISTS (SELECT 1 FROM stats WHERE name = 'settlement_halted')
        THEN 'submitted'
    END,
    updated_at = max(updated_at, @now)
WHERE id = @id;

-- name: StartAttempt :exec
-- A gate: fails where the payout is elsewhere, or not at the attempt before, and where settlement is halted.
-- param to: PayoutStatus
UPDATE payouts SET
    status = CASE
        WHEN status = @from AND attempt = @attempt - 1
            AND NOT EXISTS (SELECT 1 FROM stats WHERE name = 'settlement_halted')
        THEN @to
    END,
    attempt = @attempt,
    updated_at = max(updated_at, @now)
WHERE id = @id;

-- name: NoteSubmitted :exec
-- param now: Timestamp!
UPDATE payout_attempts SET submitted_at = coalesce(submitted_at, @now) WHERE payout_id = @payout_id AND attempt = @attempt;

-- name: NoteMissing :exec
-- Keeps since when an attempt is missing past its last height; NULL where it is not.
-- idempotent
UPDATE payout_attempts SET missing_since_at = @missing_since_at, error = coalesce(sqlc.narg(error), error)
WHERE payout_id = @payout_id AND attempt = @attempt;

-- name: CompletePayout :exec
-- A gate: fails where the payout is elsewhere.
-- param transaction_signature: TransactionSignature!
-- param now: Timestamp!
UPDATE payouts SET
    status = CASE WHEN status = @from THEN 'completed' END,
    transaction_signature = @transaction_signature,
    completed_at = @now,
    reason = coalesce(sqlc.narg(reason), reason),
    updated_at = max(updated_at, @now)
WHERE id = @id;

-- name: DebitWalletOfPayout :exec
UPDATE wallets SET
    pending_rewards_lamports = pending_rewards_lamports - payouts.amount_lamports,
    total_rewards_distributed_lamports = total_rewards_distributed_lamports + payouts.amount_lamports,
    last_updated_at = max(last_updated_at, @now)
FROM payouts WHERE payouts.id = @payout_id AND wallets.node_id = payouts.node_id;

-- name: BookPayout :exec
-- Two entries: from the node's account to the chain.
INSERT INTO ledger_entries (transaction_id, account, node_id, delta_lamports, kind, created_at)
SELECT id, 'node:' || node_id, node_id, -amount_lamports, 'payout', @now FROM payouts WHERE id = @payout_id
UNION ALL
SELECT id, 'chain', NULL, amount_lamports, 'payout', @now FROM payouts WHERE id = @payout_id;

-- name: ConfirmRewards :exec
-- The rewards that a payout covers are on chain.
UPDATE rewards SET status = 'confirmed'
WHERE status = 'pending'
    AND id IN (SELECT 'rwd_' || contribution_id FROM contribution_meta WHERE payout_id = @payout_id);

-- name: CompleteRewards :exec
-- The rewards that a payout covers are paid.
-- param transaction_signature: TransactionSignature!
UPDATE rewards SET status = 'completed', transaction_signature = @transaction_signature
WHERE status IN ('pending', 'confirmed')
    AND id IN (SELECT 'rwd_' || contribution_id FROM contribution_meta WHERE payout_id = @payout_id);

-- name: ReleaseRewards :exec
-- The rewards that a failed payout covers wait for another.
UPDATE contribution_meta SET payout_id = NULL WHERE payout_id = @payout_id;

-- name: PayoutsPage :many
-- Everybody's, newest first.
-- param id: string
SELECT * FROM payouts WHERE (created_at, id) < (@created_at, @id) ORDER BY created_at DESC, id DESC LIMIT @limit;

-- name: PayoutsOfStatusPage :many
-- Those of a status, last touched first.
-- param id: string
SELECT * FROM payouts INDEXED BY idx_payouts_status
WHERE status = @status AND (updated_at, id) < (@updated_at, @id) ORDER BY updated_at DESC, id DESC LIMIT @limit;

-- name: PayoutsOfNodePage :many
-- One node's, newest first.
-- param id: string
SELECT * FROM payouts
WHERE node_id = @node_id AND (created_at, id) < (@created_at, @id)
    AND (sqlc.narg(status) IS NULL OR status = sqlc.narg(status))
ORDER BY created_at DESC, id DESC LIMIT @limit;

-- ---- the books ----------------------------------------------------------------------------

-- name: NodesToCheck :many
-- How much there is to read of some nodes' books.
-- param after: string
SELECT id, contribution_count FROM nodes WHERE id > @after ORDER BY id LIMIT @limit;

-- name: BooksOfNodes :many
-- What is written of some nodes' money and work, and what it must be by the rows that it comes from.
-- param after: string
SELECT nodes.id, nodes.total_rewards_lamports, nodes.contribution_count, nodes.total_compute_score,
    wallets.pending_rewards_lamports, wallets.total_rewards_distributed_lamports,
    (SELECT coalesce(sum(amount_lamports), 0) FROM rewards WHERE node_id = nodes.id AND status <> 'failed') AS credited,
    (SELECT coalesce(sum(amount_lamports), 0) FROM rewards WHERE node_id = nodes.id AND status = 'completed') AS paid,
    (SELECT coalesce(sum(amount_lamports), 0) FROM payouts WHERE node_id = nodes.id
        AND status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')) AS in_flight,
    (SELECT coalesce(sum(amount_lamports), 0) FROM payouts INDEXED BY idx_payouts_node
        WHERE node_id = nodes.id AND status = 'completed') AS paid_out,
    (SELECT coalesce(sum(delta_lamports), 0) FROM ledger_entries
        WHERE node_id = nodes.id AND kind IN ('credit', 'reversal')) AS booked,
    (SELECT coalesce(sum(-delta_lamports), 0) FROM ledger_entries
        WHERE node_id = nodes.id AND kind = 'payout') AS booked_out,
    (SELECT coalesce(sum(rewards.amount_lamports), 0)
        FROM payouts INDEXED BY idx_payouts_one_open_per_node
        CROSS JOIN contribution_meta ON contribution_meta.payout_id = payouts.id
        CROSS JOIN rewards ON rewards.id = 'rwd_' || contribution_meta.contribution_id
        WHERE payouts.node_id = nodes.id AND payouts.status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')
            AND rewards.status IN ('pending', 'confirmed')) AS covered,
    (SELECT count(*) FROM rewards WHERE node_id = nodes.id AND status IN ('confirmed', 'completed') AND NOT EXISTS (
        SELECT 1 FROM contribution_meta JOIN payouts ON payouts.id = contribution_meta.payout_id
        WHERE contribution_meta.contribution_id = substr(rewards.id, 5) AND payouts.status = rewards.status
            AND (rewards.status = 'confirmed' OR payouts.transaction_signature = rewards.transaction_signature)
    )) AS paid_by_nothing,
    (SELECT count(*) FROM contribution_meta JOIN rewards ON rewards.id = 'rwd_' || contribution_meta.contribution_id
        WHERE contribution_meta.node_id = nodes.id AND contribution_meta.status = 'verified') AS waiting_again,
    (SELECT count(*) FROM contributions WHERE node_id = nodes.id) AS contributions,
    (SELECT coalesce(sum(score_micro), 0) FROM contribution_meta WHERE node_id = nodes.id) AS score_micro
FROM nodes LEFT JOIN wallets ON wallets.node_id = nodes.id
WHERE nodes.id > @after ORDER BY nodes.id LIMIT @limit;

-- name: SumsOfTransactions :many
-- What the entries of some transactions of the ledger sum to.
SELECT transaction_id, sum(delta_lamports) AS lamports FROM ledger_entries
WHERE transaction_id > @after GROUP BY transaction_id ORDER BY transaction_id LIMIT @limit;

-- name: Halt :exec
-- Sets the latch that halts settlement, unless it is set.
-- param value: string
-- idempotent
INSERT INTO stats (name, value, updated_at) VALUES ('settlement_halted', @value, @now) ON CONFLICT (name) DO NOTHING;

-- ---- the registry -------------------------------------------------------------------------

-- name: TouchNode :execrows
-- Notes a sign of life of a node that is awake, where there is none after @since: it writes one row and no index.
-- idempotent
UPDATE nodes SET last_active_at = max(last_active_at, @seen), updated_at = max(updated_at, @seen)
WHERE id = @id AND last_active_at <= @since
    AND (status IN ('active', 'paused') OR (status = 'busy' AND last_active_at >= @heard_since));

-- name: TouchNodes :execrows
-- The same of many nodes: @seen is a JSON array of pairs, ids and times.
-- param seen: string
-- idempotent
UPDATE nodes SET
    last_active_at = max(last_active_at, seen.value ->> 1),
    updated_at = max(updated_at, seen.value ->> 1)
FROM json_each(@seen) AS seen
WHERE nodes.id = seen.value ->> 0 AND +nodes.status IN ('active', 'busy', 'paused');

-- name: NodesByIds :many
-- These nodes, as far as they are there.
-- row: NodeView
SELECT id, address, public_key, registered_at, last_active_at, status, capabilities FROM nodes
WHERE id IN (sqlc.slice(ids));

-- ---- contributions ------------------------------------------------------------------------

-- name: Contribution :one
-- One contribution, and the digest of the request that recorded it.
-- row: ContributionView
SELECT
    contributions.id, contributions.node_id, contributions.task_id, compute_score, duration_seconds, samples_processed,
    gpu_usage_percent, memory_used_mb, network_upload_mb, timestamp, status, rejection, overclaimed, proof_verdict,
    request_sha256
FROM contributions JOIN contribution_meta ON contribution_id = contributions.id
WHERE contributions.id = @id;

-- name: ContributionsBefore :many
-- A node's contributions, newest first, from before this one of this time.
-- row: ContributionView
-- param id: string
SELECT
    contributions.id, contributions.node_id, contributions.task_id, compute_score, duration_seconds, samples_processed,
    gpu_usage_percent, memory_used_mb, network_upload_mb, timestamp, status, rejection, overclaimed, proof_verdict,
    request_sha256
FROM contributions CROSS JOIN contribution_meta ON contribution_id = contributions.id
WHERE contributions.node_id = @node_id AND timestamp <= @timestamp AND (timestamp < @timestamp OR contributions.id < @id)
ORDER BY timestamp DESC, contributions.id DESC LIMIT @limit;

-- name: TaskLease :one
-- What a contribution to a task is judged by.
SELECT task_type, status, node_id, lease_id, assigned_at, lease_expires_at, timeout_ms FROM tasks WHERE id = @id;

-- A contribution is recorded by one batch of the next five. The first holds the guard: it does nothing unless the lease
-- is live; and the others do nothing unless it has done something. Where the batch runs again, the lease is not live any
-- more, the second finds the contribution that is there already, and fails, and the batch with it. So each may be
-- repeated, in this batch.

-- name: InsertContribution :execrows
-- Adds a contribution to a task whose lease this node holds. The lease is live while it has not run out, and its node is
-- not silent nor otherwise gone. Fails where the id is taken.
-- param now: Timestamp!
-- param lease_id: LeaseId!
-- idempotent
INSERT INTO contributions (
    id, node_id, task_id, compute_score, duration_seconds, samples_processed, gpu_usage_percent, memory_used_mb,
    network_upload_mb, timestamp
)
SELECT
    @id, nodes.id, tasks.id, CAST(@score_micro AS INTEGER) / 1000000.0, @duration_seconds, @samples_processed,
    CAST(sqlc.narg(gpu_usage_bp) AS INTEGER) / 100.0, sqlc.narg(memory_used_mb), sqlc.narg(network_upload_mb), @now
FROM tasks JOIN nodes ON nodes.id = tasks.node_id
WHERE tasks.id = @task_id AND tasks.node_id = @node_id AND tasks.lease_id = @lease_id
    AND tasks.status IN ('assigned', 'running') AND tasks.lease_expires_at >= @now
    AND (nodes.status = 'paused' OR (nodes.status IN ('active', 'busy') AND nodes.last_active_at >= @heard_since));

-- name: InsertContributionMeta :exec
-- Adds the rest of a contribution.
-- idempotent
INSERT INTO contribution_meta (
    contribution_id, node_id, task_id, lease_id, status, rejection, score_micro, claimed_duration_seconds, overclaimed,
    gpu_usage_bp, cpu_usage_bp, network_download_mb, batches_processed, output_hash, proof_scheme, proof_verdict,
    verified_at, request_sha256
)
SELECT
    id, node_id, task_id, @lease_id, @status, sqlc.narg(rejection), @score_micro, @claimed_duration_seconds, @overclaimed,
    sqlc.narg(gpu_usage_bp), sqlc.narg(cpu_usage_bp), sqlc.narg(network_download_mb), sqlc.narg(batches_processed),
    sqlc.narg(output_hash), sqlc.narg(proof_scheme), sqlc.narg(proof_verdict), sqlc.narg(verified_at), @request_sha256
FROM contributions WHERE id = @contribution_id;

-- name: CompleteTask :exec
-- Completes the task of a contribution that `InsertContribution` has added just before.
-- param now: Timestamp!
-- param lease_id: LeaseId!
-- idempotent
UPDATE tasks SET status = 'completed', error = NULL, finished_at = @now, updated_at = max(updated_at, @now)
WHERE id = @task_id AND lease_id = @lease_id AND status IN ('assigned', 'running')
    AND EXISTS (SELECT 1 FROM contributions WHERE id = @contribution_id);

-- name: CountContribution :exec
-- Adds a contribution to what its node has done. The node's score is the sum of whole millionths, and so exact.
-- idempotent
UPDATE nodes SET
    contribution_count = contribution_count + 1,
    total_compute_score = (CAST(round(total_compute_score * 1000000) AS INTEGER) + (
        SELECT score_micro FROM contribution_meta WHERE contribution_id = @contribution_id
    )) / 1000000.0,
    updated_at = max(updated_at, @now)
WHERE id = (SELECT node_id FROM contributions WHERE id = @contribution_id);

-- name: AddToContributionTotals :exec
-- Adds a contribution to its node's sums.
-- idempotent
INSERT INTO contribution_totals (
    node_id, duration_seconds, samples_processed, network_upload_mb, score_weight, gpu_usage_weight, gpu_usage_seconds,
    memory_used_weight, memory_used_seconds
)
SELECT
    contributions.node_id, duration_seconds, samples_processed, coalesce(network_upload_mb, 0),
    CAST(duration_seconds AS REAL) * score_micro,
    CAST(duration_seconds AS REAL) * coalesce(gpu_usage_bp, 0),
    CASE WHEN gpu_usage_bp IS NULL THEN 0 ELSE duration_seconds END,
    CAST(duration_seconds AS REAL) * coalesce(memory_used_mb, 0),
    CASE WHEN memory_used_mb IS NULL THEN 0 ELSE duration_seconds END
FROM contributions JOIN contribution_meta ON contribution_id = contributions.id
WHERE contributions.id = @contribution_id
ON CONFLICT (node_id) DO UPDATE SET
    duration_seconds = min(duration_seconds + excluded.duration_seconds, 9007199254740991),
    samples_processed = min(samples_processed + excluded.samples_processed, 9007199254740991),
    network_upload_mb = min(network_upload_mb + excluded.network_upload_mb, 9007199254740991),
    score_weight = score_weight + excluded.score_weight,
    gpu_usage_weight = gpu_usage_weight + excluded.gpu_usage_weight,
    gpu_usage_seconds = gpu_usage_seconds + excluded.gpu_usage_seconds,
    memory_used_weight = memory_used_weight + excluded.memory_used_weight,
    memory_used_seconds = memory_used_seconds + excluded.memory_used_seconds;

-- name: ContributionTotals :one
-- What a node has done altogether, and averages by time where there is some.
SELECT
    nodes.contribution_count, nodes.total_compute_score,
    coalesce(duration_seconds, 0) AS duration_seconds,
    coalesce(samples_processed, 0) AS samples_processed,
    coalesce(network_upload_mb, 0) AS network_upload_mb,
    score_weight / nullif(duration_seconds, 0) / 1000000.0 AS average_compute_score,
    gpu_usage_weight / nullif(gpu_usage_seconds, 0) / 100.0 AS average_gpu_usage_percent,
    memory_used_weight / nullif(memory_used_seconds, 0) AS average_memory_used_mb
FROM nodes LEFT JOIN contribution_totals ON contribution_totals.node_id = nodes.id
WHERE nodes.id = @node_id;

-- ---- tasks --------------------------------------------------------------------------------
--
-- These statements and `CompleteTask` are the only ones that write `tasks`, and each is an arrow or two of a task's life. A
-- lease is live while @now is not past its end and its node is there; where a statement asks only for the first,
-- `LoseLeases` goes before it in the same batch.

-- name: InsertTask :execrows
-- A new task that waits. Does nothing where the id is taken, or the node that it is for is not known.
INSERT INTO tasks (
    id, task_type, params, target_node, priority, scheduled_at, requirements, timeout_ms, lease_ms, max_attempts,
    request_sha256, created_at, updated_at
)
SELECT @id, @task_type, @params, sqlc.narg(target_node), @priority, @scheduled_at, @requirements, @timeout_ms,
    @lease_ms, @max_attempts, @request_sha256, @now, @now
WHERE sqlc.narg(target_node) IS NULL
    OR EXISTS (SELECT 1 FROM nodes WHERE id = sqlc.narg(target_node) AND status <> 'retired')
ON CONFLICT (id) DO NOTHING;

-- name: Task :one
-- One task.
-- row: TaskView
SELECT id, task_type, params, target_node, priority, scheduled_at, requirements, timeout_ms, lease_ms, max_attempts,
    status, attempt, node_id, lease_expires_at, error, created_at, updated_at, finished_at
FROM tasks WHERE id = @id;

-- name: RequestOfTask :one
-- The digest of the request that added a task.
SELECT request_sha256 FROM tasks WHERE id = @id;

-- name: ClaimTask :execrows
-- Gives the best task that the node may have to it, where the node is active and holds none.
--
-- The first of each lane is found by one seek, then the next lane by another: how long the queue is does not matter, only
-- how many lanes there are (and how many tasks this node has failed that now stand in front). Of tasks that were
-- scheduled into the past those of a lane that are equally urgent are compared; where they are 256 or more, the lane is
-- searched in their own order, which is long only where it runs against the order of age.
-- param node_id: NodeId!
-- param lease_id: LeaseId!
-- param now: Timestamp!
UPDATE tasks SET
    status = 'assigned',
    attempt = attempt + 1,
    node_id = @node_id,
    lease_id = @lease_id,
    assigned_at = @now,
    lease_expires_at = @now + min(lease_ms, timeout_ms),
    deadline_at = @now + timeout_ms,
    error = NULL,
    updated_at = max(updated_at, @now)
WHERE id = (
    WITH RECURSIVE
    node (capabilities) AS MATERIALIZED (
        SELECT capabilities FROM nodes
        WHERE id = @node_id AND status = 'active' AND last_active_at >= @heard_since
            AND NOT EXISTS (SELECT 1 FROM tasks WHERE node_id = @node_id AND status IN ('assigned', 'running'))
    ),
    -- The lanes for all begin with a space, those for the node with its id and a space; '!' comes after the space.
    lanes (lane, past) AS (
        SELECT (
            SELECT lane FROM tasks INDEXED BY idx_tasks_queue
            WHERE status = 'pending' AND lane > column1 AND lane < column2 ORDER BY lane LIMIT 1
        ), column2
        FROM node, (VALUES (' ', '!'), (@node_id || ' ', @node_id || '!'))
        UNION ALL
        SELECT (
            SELECT lane FROM tasks INDEXED BY idx_tasks_queue
            WHERE status = 'pending' AND lane > lanes.lane AND lane < past ORDER BY lane LIMIT 1
        ), past
        FROM lanes WHERE lanes.lane IS NOT NULL
    ),
    fitting (lane) AS (
        SELECT lane FROM node CROSS JOIN (SELECT lane, substr(lane, instr(lane, '{')) AS needs FROM lanes WHERE lane IS NOT NULL)
        WHERE coalesce(needs ->> '$.min_cpu_cores', 0) <= capabilities ->> '$.cpu_cores'
            AND coalesce(needs ->> '$.min_memory_mb', 0) <= capabilities ->> '$.memory_mb'
            AND coalesce(needs ->> '$.min_bandwidth_mbps', 0) <= capabilities ->> '$.max_bandwidth_mbps'
            AND (
                coalesce(json_array_length(needs, '$.network_types'), 0) = 0
                OR capabilities ->> '$.network_type' IN (SELECT value FROM json_each(needs, '$.network_types'))
            )
            AND (
                (
                    NOT coalesce(needs ->> '$.require_gpu', 0)
                    AND coalesce(needs ->> '$.min_gpu_memory_mb', 0) = 0
                    AND coalesce(needs ->> '$.min_compute_capability', 0) = 0
                )
                OR EXISTS (
                    SELECT 1 FROM json_each(capabilities, '$.gpu_info') AS gpu
                    WHERE gpu.value ->> '$.memory_mb' >= coalesce(needs ->> '$.min_gpu_memory_mb', 0)
                        AND CAST(coalesce(gpu.value ->> '$.compute_capability', 0) AS REAL)
                            >= coalesce(needs ->> '$.min_compute_capability', 0)
                )
            )
    ),
    -- The best of each lane, under a text that sorts as the order does: all of it is in the index, and each lane is looked
    -- at once.
    heads (place) AS (
        SELECT CASE substr(lane, instr(lane, '{') - 1, 1)
            WHEN '=' THEN (
                SELECT printf('%03d %016d %016d ', 200 - min(priority + (@now - ready_at) / 60000, 200), scheduled_at, created_at) || id
                FROM tasks INDEXED BY idx_tasks_queue
                WHERE status = 'pending' AND lane = fitting.lane AND ready_at <= @now
                    AND NOT EXISTS (SELECT 1 FROM json_each(failed_nodes) WHERE value = @node_id)
                ORDER BY ready_at, scheduled_at, created_at, id LIMIT 1
            )
            ELSE (
                -- A lane of the past: a task of it must be ready since then to be as urgent as the oldest is.
                SELECT CASE
                    WHEN EXISTS (
                        SELECT 1 FROM tasks INDEXED BY idx_tasks_queue
                        WHERE status = 'pending' AND lane = fitting.lane AND ready_at <= since LIMIT 1 OFFSET 255
                    ) THEN (
                        -- So many of the lane are that old that one of the first in this order is.
                        SELECT printf('%03d %016d %016d ', 200 - min(priority + (@now - ready_at) / 60000, 200), scheduled_at, created_at) || id
                        FROM tasks INDEXED BY idx_tasks_early
                        WHERE status = 'pending' AND scheduled_at < created_at AND lane = fitting.lane AND created_at <= since
                            AND NOT EXISTS (SELECT 1 FROM json_each(failed_nodes) WHERE value = @node_id)
                        ORDER BY scheduled_at, created_at, id LIMIT 1
                    )
                    ELSE (
                        SELECT printf('%03d %016d %016d ', 200 - min(priority + (@now - ready_at) / 60000, 200), scheduled_at, created_at) || id
                        FROM tasks INDEXED BY idx_tasks_queue
                        WHERE status = 'pending' AND lane = fitting.lane AND ready_at <= since
                            AND NOT EXISTS (SELECT 1 FROM json_each(failed_nodes) WHERE value = @node_id)
                        ORDER BY scheduled_at, created_at, id LIMIT 1
                    )
                END
                FROM (
                    SELECT @now - min((@now - ready_at) / 60000, 200 - priority) * 60000 AS since
                    FROM tasks INDEXED BY idx_tasks_queue
                    WHERE status = 'pending' AND lane = fitting.lane AND ready_at <= @now
                        AND NOT EXISTS (SELECT 1 FROM json_each(failed_nodes) WHERE value = @node_id)
                    ORDER BY ready_at, scheduled_at, created_at, id LIMIT 1
                )
            )
        END
        FROM fitting
    )
    SELECT substr(min(place), 39) FROM heads
);

-- name: HeldTask :one
-- The task that a node holds, with its lease.
-- column lease_id: !
-- column lease_expires_at: !
-- column deadline_at: !
SELECT id, task_type, params, target_node, priority, scheduled_at, requirements, timeout_ms, lease_ms, max_attempts,
    status, attempt, node_id, lease_expires_at, error, created_at, updated_at, finished_at, lease_id, deadline_at
FROM tasks WHERE node_id = @node_id AND status IN ('assigned', 'running');

-- name: ExtendLeases :exec
-- Extends the leases that a node names: @named is a JSON array of pairs, a task and its lease. One that would not last
-- longer is left as it is.
-- param named: string
-- param now: Timestamp!
-- idempotent
UPDATE tasks SET
    status = 'running',
    lease_expires_at = min(@now + lease_ms, deadline_at),
    updated_at = max(updated_at, @now)
WHERE node_id = @node_id AND status IN ('assigned', 'running') AND lease_expires_at >= @now
    AND (status = 'assigned' OR lease_expires_at < min(@now + lease_ms, deadline_at))
    AND (id, lease_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(@named));

-- name: NamedLeases :many
-- Of the leases that a node names, as above, those that it holds.
-- column lease_expires_at: !
-- param named: string
SELECT id, lease_expires_at FROM tasks
WHERE node_id = @node_id AND status IN ('assigned', 'running') AND lease_expires_at >= @now
    AND (id, lease_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(@named));

-- name: RevokedLeases :many
-- Of the tasks that a node names, as above, those that were cancelled under it.
-- param named: string
SELECT id FROM tasks
WHERE (id, lease_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(@named))
    AND status = 'cancelled' AND +node_id = @node_id;

-- name: RevokedTasks :many
-- The tasks that were cancelled under a node, while it may think that it holds them: whose lease ended after @since. The
-- latest of them.
SELECT id FROM tasks INDEXED BY idx_tasks_revoked
WHERE status = 'cancelled' AND node_id = @node_id AND lease_expires_at >= @since AND lease_id IS NOT NULL
ORDER BY lease_expires_at DESC LIMIT 64;

-- name: LoseLeases :many
-- Takes leases from their nodes: a task with attempts left waits for another node, a little longer each time; any other
-- has failed. They are at most @late whose time is up, whoever has them; at most @absent of nodes that are not there (which reads all
-- that are held); of the leases of eight nodes beside @beside, in the order of names, those of nodes that are not there; and what
-- a node holds, or the lease of a task, where that is not live, or where the node gives it back: @given_up is a JSON array
-- of triples, a task, its lease, and why.
-- param now: Timestamp!
-- param given_up: string
-- param task_id: TaskId?
-- param beside: NodeId?
-- idempotent
UPDATE tasks SET
    status = CASE WHEN attempt < max_attempts THEN 'pending' ELSE 'failed' END,
    scheduled_at = CASE
        WHEN attempt < max_attempts THEN @now + min(5000 * (1 << min(attempt - 1, 6)), 300000)
        ELSE scheduled_at
    END,
    failed_nodes = json_insert(failed_nodes, '$[#]', node_id),
    error = coalesce(
        (
            SELECT value ->> 2 FROM json_each(@given_up)
            WHERE value ->> 0 = tasks.id AND value ->> 1 = lease_id AND lease_expires_at >= @now
        ),
        CASE
            WHEN attempt < max_attempts THEN NULL
            WHEN lease_expires_at < @now AND lease_expires_at = deadline_at THEN 'timeout'
            ELSE 'attempts_exhausted'
        END
    ),
    lease_id = NULL,
    finished_at = CASE WHEN attempt < max_attempts THEN NULL ELSE @now END,
    updated_at = max(updated_at, @now)
WHERE id IN (
    SELECT id FROM (
        SELECT id FROM tasks INDEXED BY idx_tasks_lease_expiry
        WHERE status IN ('assigned', 'running') AND lease_expires_at < @now ORDER BY lease_expires_at LIMIT @late
    )
    UNION ALL
    SELECT id FROM (
        SELECT id FROM tasks INDEXED BY idx_tasks_lease_expiry
        WHERE status IN ('assigned', 'running') AND lease_expires_at >= @now AND NOT EXISTS (
            SELECT 1 FROM nodes WHERE id = tasks.node_id
            AND (status = 'paused' OR (status IN ('active', 'busy') AND last_active_at >= @heard_since))
        ) LIMIT @absent
    )
    UNION ALL
    -- The first of all come after the last. Who has extended its lease within five minutes was there.
    SELECT id FROM (
        SELECT * FROM (
            SELECT id, node_id, lease_expires_at, lease_ms FROM tasks INDEXED BY idx_tasks_one_lease_per_node
            WHERE status IN ('assigned', 'running') AND node_id > sqlc.narg(beside) ORDER BY node_id LIMIT 4
        )
        UNION ALL
        SELECT * FROM (
            SELECT id, node_id, lease_expires_at, lease_ms FROM tasks INDEXED BY idx_tasks_one_lease_per_node
            WHERE status IN ('assigned', 'running') AND node_id < sqlc.narg(beside) ORDER BY node_id LIMIT 4
        )
    ) AS held
    WHERE lease_expires_at - lease_ms < @heard_since AND NOT EXISTS (
        SELECT 1 FROM nodes WHERE id = held.node_id
        AND (status = 'paused' OR (status IN ('active', 'busy') AND last_active_at >= @heard_since))
    )
    UNION ALL
    SELECT id FROM tasks WHERE id IN (
        SELECT id FROM tasks WHERE node_id = sqlc.narg(node_id) AND status IN ('assigned', 'running')
        UNION ALL
        SELECT sqlc.narg(task_id)
    ) AND +status IN ('assigned', 'running') AND (
        lease_expires_at < @now
        OR (tasks.id, lease_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(@given_up))
        OR NOT EXISTS (
            SELECT 1 FROM nodes WHERE id = tasks.node_id
            AND (status = 'paused' OR (status IN ('active', 'busy') AND last_active_at >= @heard_since))
        )
    )
)
RETURNING id, lease_expires_at;

-- name: CancelTask :execrows
-- Takes a task that has not ended out of the queue, or from its node.
-- param now: Timestamp!
-- idempotent
UPDATE tasks SET status = 'cancelled', finished_at = @now, updated_at = max(updated_at, @now)
WHERE id = @id AND status IN ('pending', 'assigned', 'running');

-- The pages of tasks, in the order of their ids. Each is made of ranges of indexes.

-- name: Tasks :many
-- All.
-- row: TaskView
-- param after: string
SELECT id, task_type, params, target_node, priority, scheduled_at, requirements, timeout_ms, lease_ms, max_attempts,
    status, attempt, node_id, lease_expires_at, error, created_at, updated_at, finished_at
FROM tasks WHERE id > @after ORDER BY id LIMIT @limit;

-- name: TasksOfStatus :many
-- Of one status.
-- row: TaskView
-- param after: string
SELECT id, task_type, params, target_node, priority, scheduled_at, requirements, timeout_ms, lease_ms, max_attempts,
    status, attempt, node_id, lease_expires_at, error, created_at, updated_at, finished_at
FROM tasks WHERE status = @status AND id > @after ORDER BY id LIMIT @limit;

-- name: TasksForNode :many
-- What a node holds or has ended, and what waits that it could be given; of one status or of all.
-- row: TaskView
-- param after: string
SELECT id, task_type, params, target_node, priority, scheduled_at, requirements, timeout_ms, lease_ms, max_attempts,
    status, attempt, node_id, lease_expires_at, error, created_at, updated_at, finished_at
FROM tasks WHERE id IN (
    SELECT id FROM (
        SELECT id FROM tasks INDEXED BY idx_tasks_target
        WHERE status = 'pending' AND target_node IS NULL AND id > @after
            AND coalesce(sqlc.narg(status), 'pending') = 'pending' ORDER BY id LIMIT @limit
    )
    UNION ALL
    SELECT id FROM (
        SELECT id FROM tasks INDEXED BY idx_tasks_target
        WHERE status = 'pending' AND target_node = @node_id AND id > @after
            AND coalesce(sqlc.narg(status), 'pending') = 'pending' ORDER BY id LIMIT @limit
    )
    UNION ALL
    SELECT id FROM tasks INDEXED BY idx_tasks_one_lease_per_node
    WHERE status IN ('assigned', 'running') AND node_id = @node_id AND id > @after
        AND coalesce(sqlc.narg(status), status) = status
    UNION ALL
    SELECT id FROM (
        SELECT id FROM tasks INDEXED BY idx_tasks_ended
        WHERE status IN ('completed', 'failed', 'cancelled') AND status = 'completed' AND node_id = @node_id AND id > @after
            AND coalesce(sqlc.narg(status), status) = status ORDER BY id LIMIT @limit
    )
    UNION ALL
    SELECT id FROM (
        SELECT id FROM (
            SELECT id FROM tasks INDEXED BY idx_tasks_ended
            WHERE status IN ('completed', 'failed', 'cancelled') AND status = 'failed' AND node_id = @node_id AND id > @after
                AND coalesce(sqlc.narg(status), status) = status ORDER BY id LIMIT @limit
        )
        UNION ALL
        SELECT id FROM (
            SELECT id FROM tasks INDEXED BY idx_tasks_ended
            WHERE status IN ('completed', 'failed', 'cancelled') AND status = 'cancelled' AND node_id = @node_id AND id > @after
                AND coalesce(sqlc.narg(status), status) = status ORDER BY id LIMIT @limit
        )
    )
) ORDER BY id LIMIT @limit;

-- ---- cron jobs ----------------------------------------------------------------------------

-- name: SilentNodesGoOffline :execrows
-- Active and busy nodes last heard of before @heard_since, and paused ones before @paused_since, at most @limit.
-- When a node was last heard of is in no index, so that a heartbeat writes one row: all that are awake are read.
-- idempotent
UPDATE nodes SET status = 'offline', updated_at = max(updated_at, @now)
WHERE id IN (
    SELECT id FROM nodes WHERE status IN ('active', 'busy') AND last_active_at < @heard_since
    UNION ALL
    SELECT id FROM nodes WHERE status = 'paused' AND last_active_at < @paused_since
    LIMIT @limit
);

-- name: LongOfflineNodes :many
-- Nodes that are offline since before @since: they may have fallen silent long before they were so, as in a pause.
SELECT id FROM nodes WHERE status = 'offline' AND last_active_at < @since AND updated_at < @since
ORDER BY id LIMIT @limit;

-- name: ForgetIdempotencyKeys :execrows
-- Those from before @before, at most @limit.
-- idempotent
DELETE FROM idempotency_keys
WHERE (scope, idempotency_key) IN (
    SELECT scope, idempotency_key FROM idempotency_keys WHERE created_at < @before ORDER BY created_at LIMIT @limit
);

-- name: Totals :one
-- What is asked for often. Sums stop at the largest amount.
-- scan: nodes, counted once in five minutes so that nobody else has to
-- scan: wallets, summed once in five minutes so that nobody else has to
SELECT
    (SELECT count(*) FROM nodes WHERE status <> 'retired') AS total_nodes,
    (SELECT count(*) FROM nodes WHERE status IN ('active', 'busy') AND last_active_at >= @heard_since) AS active_nodes,
    (SELECT coalesce(sum(contribution_count), 0) FROM nodes) AS total_contributions,
    min((SELECT coalesce(sum(total_rewards_distributed_lamports), 0) FROM wallets), 9007199254740991)
        AS total_rewards_distributed,
    (SELECT count(*) FROM tasks WHERE status = 'pending') AS pending_tasks,
    (SELECT count(*) FROM payouts WHERE status IN ('requested', 'signed', 'submitted', 'confirmed', 'review'))
        AS open_payouts,
    min((SELECT coalesce(sum(pending_rewards_lamports), 0) FROM wallets), 9007199254740991) AS pending_lamports;

-- name: ClaimJob :execrows
-- Begins a run of a cron job, unless another one that began after @stale has not ended.
-- idempotent
-- param value: string
-- param stale: Timestamp!
INSERT INTO stats (name, value, updated_at) VALUES (@name, @value, @now)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
WHERE json_extract(stats.value, '$.running_since') IS NULL
    OR json_extract(stats.value, '$.running_since') < @stale
    OR json_extract(stats.value, '$.run') = json_extract(excluded.value, '$.run');

-- name: EndJob :exec
-- Keeps how a run of a cron job has ended, unless another run has taken its place.
-- param value: string
-- param run: string
-- idempotent
UPDATE stats SET value = @value, updated_at = @now WHERE name = @name AND json_extract(value, '$.run') = @run;

-- name: StoreStat :exec
-- Writes a document of `stats`.
-- param value: string
-- idempotent
INSERT INTO stats (name, value, updated_at) VALUES (@name, @value, @now)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at;
