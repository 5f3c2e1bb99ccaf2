-- What must hold of the books at any moment, whatever came before: each statement selects what is wrong, in words.
--
-- A statement begins with `-- I<n>: ` and what it checks. They are run by the model test, by `scripts/crash.mjs` after each kill,
-- on SQLite and on D1.

-- I1: what a node was credited is what it is owed or was paid, and what its row says
SELECT node || ': rewards of ' || credited || ', wallet of ' || held || ', row of ' || total AS what FROM (
    SELECT nodes.id AS node, nodes.total_rewards_lamports AS total,
        (SELECT coalesce(sum(amount_lamports), 0) FROM rewards WHERE node_id = nodes.id AND status <> 'failed') AS credited,
        coalesce((SELECT pending_rewards_lamports + total_rewards_distributed_lamports
            FROM wallets WHERE node_id = nodes.id), -1) AS held
    FROM nodes
) WHERE credited <> held OR credited <> total;

-- I1: what a node is owed is the sum of its rewards that are not completed
SELECT node_id || ': owed ' || pending || ', rewards not completed ' || open AS what FROM (
    SELECT wallets.node_id, pending_rewards_lamports AS pending,
        (SELECT coalesce(sum(amount_lamports), 0) FROM rewards
            WHERE rewards.node_id = wallets.node_id AND status IN ('pending', 'confirmed')) AS open
    FROM wallets
) WHERE pending <> open;

-- I2: every transaction of the ledger sums to zero
SELECT transaction_id || ' sums to ' || sum(delta_lamports) AS what FROM ledger_entries
GROUP BY transaction_id HAVING sum(delta_lamports) <> 0;

-- I2: a node's entries are what it was credited, and what it was paid
SELECT node || ': entries of ' || entered || ' credited and ' || paid || ' paid, rewards of ' || credited || ', paid ' || distributed
    AS what FROM (
    SELECT nodes.id AS node,
        (SELECT coalesce(sum(delta_lamports), 0) FROM ledger_entries
            WHERE node_id = nodes.id AND kind IN ('credit', 'reversal')) AS entered,
        (SELECT coalesce(-sum(delta_lamports), 0) FROM ledger_entries
            WHERE node_id = nodes.id AND kind = 'payout') AS paid,
        (SELECT coalesce(sum(amount_lamports), 0) FROM rewards WHERE node_id = nodes.id AND status <> 'failed') AS credited,
        coalesce((SELECT total_rewards_distributed_lamports FROM wallets WHERE node_id = nodes.id), -1) AS distributed
    FROM nodes
) WHERE entered <> credited OR paid <> distributed;

-- I2: every account of a node names the node
SELECT transaction_id || ' moves ' || account || ' of ' || coalesce(node_id, 'nobody') AS what FROM ledger_entries
WHERE (account LIKE 'node:%' AND account IS NOT 'node:' || node_id) OR (account NOT LIKE 'node:%' AND node_id IS NOT NULL);

-- I2: every reward of more than nothing is in the ledger under its own name
SELECT rewards.id || ' of ' || amount_lamports || ' is not in the ledger' AS what FROM rewards
WHERE amount_lamports > 0 AND NOT EXISTS (
    SELECT 1 FROM ledger_entries
    WHERE kind = 'credit' AND ledger_entries.node_id = rewards.node_id AND delta_lamports = amount_lamports
        AND transaction_id = rewards.id
);

-- I3: what is in flight is no more than what is owed
SELECT node_id || ': ' || flying || ' in flight of ' || pending || ' owed' AS what FROM (
    SELECT wallets.node_id, pending_rewards_lamports AS pending,
        (SELECT coalesce(sum(amount_lamports), 0) FROM payouts WHERE payouts.node_id = wallets.node_id
            AND status IN ('requested', 'signed', 'submitted', 'confirmed', 'review')) AS flying
    FROM wallets
) WHERE flying > pending OR flying < 0;

-- I4: completed payouts are what was distributed
SELECT node_id || ': payouts of ' || paid || ', distributed ' || distributed AS what FROM (
    SELECT wallets.node_id, total_rewards_distributed_lamports AS distributed,
        (SELECT coalesce(sum(amount_lamports), 0) FROM payouts
            WHERE payouts.node_id = wallets.node_id AND status = 'completed') AS paid
    FROM wallets
) WHERE paid <> distributed;

-- I4: a completed reward has the signature of exactly one completed payout, the one that covers it
SELECT rewards.id || ' is completed by ' || coalesce(payouts.id || ' (' || payouts.status || ')', 'nothing') AS what
FROM rewards
LEFT JOIN contribution_meta ON rewards.id = 'rwd_' || contribution_meta.contribution_id
LEFT JOIN payouts ON payouts.id = contribution_meta.payout_id
WHERE rewards.status = 'completed' AND (
    payouts.status IS NOT 'completed' OR payouts.node_id <> rewards.node_id
    OR payouts.transaction_signature IS NOT rewards.transaction_signature
);

-- I4: a payout is of as much as the rewards that it covers, while it is open and once it is completed
SELECT payouts.id || ' (' || payouts.status || ') of ' || amount_lamports || ' covers ' || (
        SELECT coalesce(sum(rewards.amount_lamports), 0) FROM contribution_meta
        JOIN rewards ON rewards.id = 'rwd_' || contribution_meta.contribution_id
        WHERE contribution_meta.payout_id = payouts.id) AS what
FROM payouts WHERE amount_lamports <> CASE WHEN status = 'failed' THEN amount_lamports ELSE (
    SELECT coalesce(sum(rewards.amount_lamports), 0) FROM contribution_meta
    JOIN rewards ON rewards.id = 'rwd_' || contribution_meta.contribution_id
    WHERE contribution_meta.payout_id = payouts.id AND rewards.status <> 'failed'
) END;

-- I4: a failed payout covers nothing
SELECT payouts.id || ' has failed and covers ' || contribution_id AS what
FROM payouts JOIN contribution_meta ON contribution_meta.payout_id = payouts.id WHERE payouts.status = 'failed';

-- I4: rewards are confirmed with their payout
SELECT rewards.id || ' is ' || rewards.status || ' and ' || coalesce(payouts.id || ' is ' || payouts.status, 'has no payout') AS what
FROM rewards
LEFT JOIN contribution_meta ON rewards.id = 'rwd_' || contribution_meta.contribution_id
LEFT JOIN payouts ON payouts.id = contribution_meta.payout_id
WHERE (rewards.status = 'confirmed') <> (payouts.status IS 'confirmed')
    OR (rewards.status = 'completed') <> (payouts.status IS 'completed')
    OR (rewards.status = 'failed' AND payouts.id IS NOT NULL);

-- I4: what was sent was stored before, and what was paid has a signature
SELECT payouts.id || ' is ' || status || ' at attempt ' || attempt || ' with ' || coalesce(transaction_signature, 'no signature') AS what
FROM payouts WHERE gateway <> 'external' AND (
    (status IN ('signed', 'submitted', 'confirmed', 'completed') AND NOT EXISTS (
        SELECT 1 FROM payout_attempts WHERE payout_id = payouts.id AND payout_attempts.attempt = payouts.attempt))
    OR (status = 'completed' AND transaction_signature IS NULL)
);

-- I5: a reward is of a rewarded contribution of the same node
SELECT rewards.id || ' is of ' || coalesce(contribution_id || ' (' || contribution_meta.status || ')', 'no contribution') AS what
FROM rewards LEFT JOIN contribution_meta ON rewards.id = 'rwd_' || contribution_meta.contribution_id
WHERE contribution_id IS NULL OR rewards.node_id <> contribution_meta.node_id
    OR (rewards.status <> 'failed' AND contribution_meta.status <> 'rewarded');

-- I5: a rewarded contribution has its reward
SELECT contribution_id || ' is rewarded by nothing' AS what FROM contribution_meta
WHERE status = 'rewarded' AND NOT EXISTS (SELECT 1 FROM rewards WHERE rewards.id = 'rwd_' || contribution_id);

-- I5: one rewarded contribution for a task, ever
SELECT task_id || ' has ' || count(*) || ' rewarded contributions' AS what FROM contribution_meta
WHERE status = 'rewarded' GROUP BY task_id HAVING count(*) > 1;

-- I5: one open payout for a node
SELECT node_id || ' has ' || count(*) || ' open payouts' AS what FROM payouts
WHERE status IN ('requested', 'signed', 'submitted', 'confirmed', 'review') GROUP BY node_id HAVING count(*) > 1;

-- I5: one lease for a node
SELECT node_id || ' has ' || count(*) || ' leases' AS what FROM tasks
WHERE status IN ('assigned', 'running') GROUP BY node_id HAVING count(*) > 1;

-- I5: a completed task has exactly one contribution, recorded under its last lease
SELECT tasks.id || ' is completed by ' || count(contribution_id) || ' contributions' AS what
FROM tasks LEFT JOIN contribution_meta
    ON contribution_meta.task_id = tasks.id AND contribution_meta.lease_id = tasks.lease_id AND contribution_meta.node_id = tasks.node_id
WHERE tasks.status = 'completed' GROUP BY tasks.id HAVING count(contribution_id) <> 1;

-- I5: a contribution is of a task that it has completed
SELECT contribution_id || ' is of ' || contribution_meta.task_id || ', which is ' || coalesce(tasks.status, 'not there') AS what
FROM contribution_meta LEFT JOIN tasks ON tasks.id = contribution_meta.task_id
WHERE tasks.status IS NOT 'completed';

-- I6: a node's counts and scores are those of its contributions
SELECT node || ': ' || counted || ' counted of ' || recorded || ', score ' || total || ' of ' || micro || ' millionths' AS what FROM (
    SELECT nodes.id AS node, contribution_count AS counted, total_compute_score AS total,
        (SELECT count(*) FROM contributions WHERE node_id = nodes.id) AS recorded,
        (SELECT coalesce(sum(score_micro), 0) FROM contribution_meta WHERE node_id = nodes.id) AS micro
    FROM nodes
) WHERE counted <> recorded OR abs(total * 1000000 - micro) > 0.5;

-- I6: a contribution's two rows say the same, and its score is exactly recoverable
SELECT contributions.id || ' of ' || contributions.node_id || ': ' || compute_score || ' is not ' || coalesce(score_micro, 'there') AS what
FROM contributions LEFT JOIN contribution_meta ON contribution_id = contributions.id
WHERE contribution_id IS NULL OR contributions.node_id <> contribution_meta.node_id
    OR contributions.task_id <> contribution_meta.task_id OR round(compute_score * 1000000) <> score_micro;

-- I8: amounts are whole and in range
SELECT what FROM (
    SELECT 'reward ' || id || ' of ' || amount_lamports AS what, amount_lamports AS amount FROM rewards
    UNION ALL SELECT 'payout ' || id || ' of ' || amount_lamports, amount_lamports FROM payouts
    UNION ALL SELECT 'wallet of ' || node_id || ' owed ' || pending_rewards_lamports, pending_rewards_lamports FROM wallets
    UNION ALL SELECT 'wallet of ' || node_id || ' paid ' || total_rewards_distributed_lamports, total_rewards_distributed_lamports FROM wallets
    UNION ALL SELECT 'node ' || id || ' earned ' || total_rewards_lamports, total_rewards_lamports FROM nodes
) WHERE typeof(amount) <> 'integer' OR amount NOT BETWEEN 0 AND 9007199254740991;

-- I10: an answer that is kept is kept whole
SELECT scope || ' ' || idempotency_key || ' has status ' || status || ' and no reply' AS what FROM idempotency_keys
WHERE (status IS NULL) <> (reply IS NULL);
