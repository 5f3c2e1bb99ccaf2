-- The database of the williw service.
--
-- Times are milliseconds since 1970, UTC. Amounts are lamports (1 SOL = 10^9) and, like everything that
-- is counted, at most 2^53 - 1: what JSON and D1 carry exactly. No amount is ever a float.
--
-- `nodes`, `contributions`, `rewards` and `wallets` keep exactly the columns that they have always had;
-- what is new about them stands in tables of its own.

-- A computer or phone that lends its idle time.
CREATE TABLE nodes (
    -- Chosen by the node when it registers.
    id TEXT NOT NULL PRIMARY KEY,
    -- Where the node says that it can be reached; nothing depends on it.
    address TEXT NOT NULL,
    -- The ed25519 key that the node signs with, in base58. It never changes.
    public_key TEXT NOT NULL,
    -- When the node registered for the first time.
    registered_at INTEGER NOT NULL CHECK (registered_at >= 0),
    -- When the node was last heard of. Not indexed: every heartbeat moves it.
    last_active_at INTEGER NOT NULL CHECK (last_active_at >= 0),
    -- As last decided. An active or busy node that is silent for too long counts as offline all the same.
    status TEXT NOT NULL CHECK (status IN ('active', 'busy', 'paused', 'offline', 'banned', 'retired')),
    -- What the node offers.
    capabilities TEXT NOT NULL CHECK (json_valid(capabilities)), -- JSON
    -- The sum over the node's contributions.
    total_compute_score REAL NOT NULL CHECK (total_compute_score >= 0),
    -- Every lamport that was ever credited and not reversed, paid out or not.
    total_rewards_lamports INTEGER NOT NULL
        CHECK (typeof(total_rewards_lamports) = 'integer' AND total_rewards_lamports BETWEEN 0 AND 9007199254740991),
    -- How many contributions the node has recorded.
    contribution_count INTEGER NOT NULL
        CHECK (typeof(contribution_count) = 'integer' AND contribution_count BETWEEN 0 AND 9007199254740991),
    -- When the row was made.
    created_at INTEGER NOT NULL CHECK (created_at >= 0),
    -- When the row was last changed.
    updated_at INTEGER NOT NULL CHECK (updated_at >= 0)
);

-- Lists by status, in pages. A node's status changes rarely.
CREATE INDEX idx_nodes_status ON nodes (status, id);

-- The list without a status: everything but what is retired, however much of that there comes to be.
CREATE INDEX idx_nodes_current ON nodes (id) WHERE status <> 'retired';

-- Who may be given work.
CREATE INDEX idx_nodes_live ON nodes (id) WHERE status IN ('active', 'busy');

-- Work that a node has done, as the node reported it within the server's bounds.
CREATE TABLE contributions (
    -- Chosen by the node: the same id again is the same contribution.
    id TEXT NOT NULL PRIMARY KEY,
    node_id TEXT NOT NULL,
    -- The task that was worked on.
    task_id TEXT NOT NULL,
    -- `score_micro` of `contribution_meta` / 10^6, for people; nothing is computed from it.
    compute_score REAL NOT NULL CHECK (compute_score >= 0),
    -- What counts: the least of claimed, elapsed and allowed.
    duration_seconds INTEGER NOT NULL
        CHECK (typeof(duration_seconds) = 'integer' AND duration_seconds BETWEEN 0 AND 2592000),
    samples_processed INTEGER NOT NULL
        CHECK (typeof(samples_processed) = 'integer' AND samples_processed BETWEEN 0 AND 1000000000000),
    gpu_usage_percent REAL CHECK (gpu_usage_percent BETWEEN 0 AND 100),
    memory_used_mb INTEGER CHECK (memory_used_mb BETWEEN 0 AND 9007199254740991),
    network_upload_mb INTEGER CHECK (network_upload_mb BETWEEN 0 AND 9007199254740991),
    -- When it was recorded, by the server's clock.
    timestamp INTEGER NOT NULL CHECK (timestamp >= 0),
    FOREIGN KEY (node_id) REFERENCES nodes (id)
);

CREATE INDEX idx_contributions_timestamp ON contributions (timestamp);

-- A node's contributions, newest first.
CREATE INDEX idx_contributions_node ON contributions (node_id, timestamp, id);

-- Lamports credited to a node for one contribution.
CREATE TABLE rewards (
    -- `rwd_` and the contribution's id: a contribution is rewarded once, or the insert fails.
    id TEXT NOT NULL PRIMARY KEY,
    node_id TEXT NOT NULL,
    amount_lamports INTEGER NOT NULL
        CHECK (typeof(amount_lamports) = 'integer' AND amount_lamports BETWEEN 0 AND 9007199254740991),
    -- `pending`: credited. `confirmed`: its payout is on chain. `completed`: the payout is final.
    -- `failed`: an admin took the credit back while it was pending.
    status TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'completed', 'failed')),
    -- When it was credited.
    distributed_at INTEGER NOT NULL CHECK (distributed_at >= 0),
    -- Of the transaction that paid it.
    transaction_signature TEXT,
    CHECK (status <> 'completed' OR transaction_signature IS NOT NULL),
    FOREIGN KEY (node_id) REFERENCES nodes (id)
);

CREATE INDEX idx_rewards_node ON rewards (node_id, status, id);

-- What a node is owed, and where it is paid to.
CREATE TABLE wallets (
    node_id TEXT NOT NULL PRIMARY KEY,
    -- A Solana address: the node's own public key where it named no other. Nodes may share one.
    wallet_address TEXT NOT NULL,
    -- The balance on chain when last looked at; for people only.
    sol_balance_lamports INTEGER NOT NULL
        CHECK (typeof(sol_balance_lamports) = 'integer' AND sol_balance_lamports BETWEEN 0 AND 9007199254740991),
    -- Credited and not paid out yet, what is in flight included.
    pending_rewards_lamports INTEGER NOT NULL
        CHECK (typeof(pending_rewards_lamports) = 'integer' AND pending_rewards_lamports BETWEEN 0 AND 9007199254740991),
    -- Paid out for good.
    total_rewards_distributed_lamports INTEGER NOT NULL
        CHECK (typeof(total_rewards_distributed_lamports) = 'integer'
            AND total_rewards_distributed_lamports BETWEEN 0 AND 9007199254740991),
    last_updated_at INTEGER NOT NULL CHECK (last_updated_at >= 0),
    FOREIGN KEY (node_id) REFERENCES nodes (id)
);

-- The balance of an address is the sum over its nodes.
CREATE INDEX idx_wallets_address ON wallets (wallet_address);

-- Who has something to be paid, the most first. Amounts move with every credit, so that nothing but what is owed is here.
CREATE INDEX idx_wallets_pending ON wallets (pending_rewards_lamports DESC, node_id) WHERE pending_rewards_lamports > 0;

-- Work to be done, and the lease of the node that does it.
--
-- Nodes are named without a foreign key: a node without ledger history may be deleted, and a task for a node
-- that is gone waits for it to come back.
CREATE TABLE tasks (
    id TEXT NOT NULL PRIMARY KEY,
    task_type TEXT NOT NULL CHECK (task_type IN ('training', 'inference', 'data_upload', 'model_sync', 'health_check')),
    -- For the node to understand, at most 64 KiB.
    params TEXT NOT NULL CHECK (json_valid(params) AND length(CAST(params AS BLOB)) <= 65536), -- JSON
    -- The only node that may take it.
    target_node TEXT,
    -- The higher the sooner.
    priority INTEGER NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 100),
    -- Not before this time; a lost attempt moves it into the future.
    scheduled_at INTEGER NOT NULL CHECK (scheduled_at >= 0),
    -- What a node must have.
    requirements TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(requirements)), -- JSON
    -- How long an attempt may take altogether.
    timeout_ms INTEGER NOT NULL DEFAULT 3600000 CHECK (timeout_ms BETWEEN 1 AND 2592000000),
    -- How long a lease lasts between two heartbeats.
    lease_ms INTEGER NOT NULL DEFAULT 300000 CHECK (lease_ms BETWEEN 1 AND 2592000000),
    max_attempts INTEGER NOT NULL DEFAULT 3 CHECK (max_attempts BETWEEN 1 AND 100),
    status TEXT NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'assigned', 'running', 'completed', 'failed', 'cancelled')),
    -- How many times it was handed out.
    attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    -- Who has, or had, the latest attempt.
    node_id TEXT,
    -- The fencing token of the attempt: 128 random bits.
    lease_id TEXT,
    assigned_at INTEGER,
    lease_expires_at INTEGER,
    -- `assigned_at + timeout_ms`: no heartbeat extends the lease past it.
    deadline_at INTEGER,
    -- The nodes that have lost or failed it, an array of ids: none of them is asked again.
    failed_nodes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(failed_nodes)), -- JSON
    -- Why it failed: `attempts_exhausted`, `timeout`, or the node's own words.
    error TEXT,
    -- SHA-256 of the request that added it: adding the same again is no conflict.
    request_sha256 BLOB NOT NULL CHECK (length(request_sha256) = 32),
    created_at INTEGER NOT NULL CHECK (created_at >= 0),
    updated_at INTEGER NOT NULL CHECK (updated_at >= 0),
    -- When it completed, failed or was cancelled.
    finished_at INTEGER,
    -- Since when it could be given out: its age is counted from here.
    ready_at INTEGER GENERATED ALWAYS AS (max(created_at, scheduled_at)) VIRTUAL,
    -- Tasks of one lane differ in nothing but their age: for one node or for all, of one priority, of equal requirements.
    -- Which of them goes first never changes, however much time passes, but for those that were scheduled into the
    -- past (`<`): of these, the ones that are equally urgent go by a time that is not the one they age by.
    lane TEXT GENERATED ALWAYS AS (
        coalesce(target_node, '') || ' ' || priority || iif(scheduled_at < created_at, '<', '=') || requirements
    ) VIRTUAL,
    CHECK (attempt <= max_attempts),
    -- A lease is there whole or not at all.
    CHECK (status NOT IN ('assigned', 'running')
        OR (node_id IS NOT NULL AND lease_id IS NOT NULL AND assigned_at IS NOT NULL
            AND lease_expires_at IS NOT NULL AND deadline_at IS NOT NULL)),
    CHECK (lease_expires_at <= deadline_at)
) STRICT;

-- A node holds one lease at a time.
CREATE UNIQUE INDEX idx_tasks_one_lease_per_node ON tasks (node_id) WHERE status IN ('assigned', 'running');

-- A lease id names one attempt.
CREATE UNIQUE INDEX idx_tasks_lease ON tasks (lease_id);

-- The queue: each lane in the order in which its tasks are given out.
CREATE INDEX idx_tasks_queue ON tasks (lane, ready_at, scheduled_at, created_at, id) WHERE status = 'pending';

-- Each lane of those that were scheduled into the past, in the order in which the equally urgent are given out.
CREATE INDEX idx_tasks_early ON tasks (lane, scheduled_at, created_at, id)
    WHERE status = 'pending' AND scheduled_at < created_at;

-- Lists by status.
CREATE INDEX idx_tasks_status ON tasks (status, id);

-- What waits for one node, or for any.
CREATE INDEX idx_tasks_target ON tasks (target_node, id) WHERE status = 'pending';

-- What a node is done with. (What it is at is in `idx_tasks_one_lease_per_node`.)
CREATE INDEX idx_tasks_ended ON tasks (node_id, status, id) WHERE status IN ('completed', 'failed', 'cancelled');

-- What was taken from a node that may not know it yet.
CREATE INDEX idx_tasks_revoked ON tasks (node_id, lease_expires_at) WHERE status = 'cancelled';

-- Leases to reap.
CREATE INDEX idx_tasks_lease_expiry ON tasks (lease_expires_at) WHERE status IN ('assigned', 'running');

-- What is known about a contribution beyond the columns of `contributions`.
CREATE TABLE contribution_meta (
    contribution_id TEXT NOT NULL PRIMARY KEY REFERENCES contributions (id),
    -- As in `contributions`, for the indexes below.
    node_id TEXT NOT NULL REFERENCES nodes (id),
    -- As in `contributions`, for the indexes below.
    task_id TEXT NOT NULL,
    -- The lease under which it was recorded.
    lease_id TEXT NOT NULL,
    -- `recorded`: waits for its proof. `verified`: may be rewarded. `rewarded`: was. `rejected`: never will be.
    status TEXT NOT NULL CHECK (status IN ('recorded', 'verified', 'rewarded', 'rejected')),
    -- Why it was rejected.
    rejection TEXT,
    -- The score in millionths, exact.
    score_micro INTEGER NOT NULL CHECK (score_micro BETWEEN 0 AND 9007199254740991),
    -- As the node claimed it.
    claimed_duration_seconds INTEGER NOT NULL CHECK (claimed_duration_seconds >= 0),
    -- Whether the claim was more than 5 s over what can be true.
    overclaimed INTEGER NOT NULL DEFAULT 0 CHECK (overclaimed IN (0, 1)),
    -- Hundredths of a percent.
    gpu_usage_bp INTEGER CHECK (gpu_usage_bp BETWEEN 0 AND 10000),
    -- Hundredths of a percent.
    cpu_usage_bp INTEGER CHECK (cpu_usage_bp BETWEEN 0 AND 10000),
    network_download_mb INTEGER CHECK (network_download_mb BETWEEN 0 AND 9007199254740991),
    batches_processed INTEGER CHECK (batches_processed BETWEEN 0 AND 9007199254740991),
    output_hash TEXT,
    -- The proof's scheme where a proof was sent; the proof itself is archived elsewhere.
    proof_scheme TEXT,
    -- The verdict that gates money.
    proof_verdict TEXT CHECK (proof_verdict IN ('valid', 'invalid', 'unsupported')),
    verified_at INTEGER,
    -- The payout that covers its reward, while one is open and after one has completed.
    payout_id TEXT REFERENCES payouts (id),
    -- SHA-256 of the request: recording the same again is no conflict.
    request_sha256 BLOB NOT NULL CHECK (length(request_sha256) = 32),
    CHECK (status <> 'rejected' OR rejection IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- One rewarded contribution per task, ever: splitting work into crumbs earns nothing.
CREATE UNIQUE INDEX idx_contribution_meta_one_reward_per_task ON contribution_meta (task_id) WHERE status = 'rewarded';

-- What is to be rewarded, in id order.
CREATE INDEX idx_contribution_meta_status ON contribution_meta (status, contribution_id);

-- The same for one node.
CREATE INDEX idx_contribution_meta_node ON contribution_meta (node_id, status, contribution_id);

-- Rewards that no payout covers, of one node: however many were paid before.
CREATE INDEX idx_contribution_meta_unclaimed ON contribution_meta (node_id) WHERE status = 'rewarded' AND payout_id IS NULL;

-- Rewards that a payout covers.
CREATE INDEX idx_contribution_meta_payout ON contribution_meta (payout_id) WHERE payout_id IS NOT NULL;

-- Sums over all contributions of a node, rejected ones too: what is asked for often, and would take the longer to add up
-- the more the node has done. Whole sums stop at 2^53 - 1; those that only averages are made of are floats.
CREATE TABLE contribution_totals (
    node_id TEXT NOT NULL PRIMARY KEY REFERENCES nodes (id),
    duration_seconds INTEGER NOT NULL CHECK (duration_seconds BETWEEN 0 AND 9007199254740991),
    samples_processed INTEGER NOT NULL CHECK (samples_processed BETWEEN 0 AND 9007199254740991),
    network_upload_mb INTEGER NOT NULL CHECK (network_upload_mb BETWEEN 0 AND 9007199254740991),
    -- Millionths of a score times seconds.
    score_weight REAL NOT NULL,
    -- Hundredths of a percent times seconds, and the seconds of those contributions that say how much of a GPU they used.
    gpu_usage_weight REAL NOT NULL,
    gpu_usage_seconds REAL NOT NULL,
    -- Megabytes times seconds, and the seconds of those that say how much memory they used.
    memory_used_weight REAL NOT NULL,
    memory_used_seconds REAL NOT NULL
) STRICT, WITHOUT ROWID;

-- Pending lamports of one node on their way to its wallet. Every step is a compare-and-set on `status`.
CREATE TABLE payouts (
    id TEXT NOT NULL PRIMARY KEY,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    -- The wallet's address when the payout was requested: where the money goes.
    wallet_address TEXT NOT NULL,
    amount_lamports INTEGER NOT NULL CHECK (amount_lamports BETWEEN 1 AND 9007199254740991),
    status TEXT NOT NULL DEFAULT 'requested'
        CHECK (status IN ('requested', 'signed', 'submitted', 'confirmed', 'completed', 'failed', 'review')),
    -- Who pays: the service's own key over RPC, the operator by hand, or nobody in tests.
    gateway TEXT NOT NULL CHECK (gateway IN ('mock', 'external', 'rpc')),
    -- The latest attempt in `payout_attempts`; 0 before the first.
    attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt BETWEEN 0 AND 5),
    -- Of the transaction that is on chain.
    transaction_signature TEXT,
    -- Why it failed or waits for a human.
    reason TEXT,
    created_at INTEGER NOT NULL CHECK (created_at >= 0),
    updated_at INTEGER NOT NULL CHECK (updated_at >= 0),
    completed_at INTEGER,
    CHECK (status <> 'completed' OR (transaction_signature IS NOT NULL AND completed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- One open payout per node.
CREATE UNIQUE INDEX idx_payouts_one_open_per_node ON payouts (node_id)
    WHERE status IN ('requested', 'signed', 'submitted', 'confirmed', 'review');

-- One transaction pays one payout.
CREATE UNIQUE INDEX idx_payouts_signature ON payouts (transaction_signature);

-- A node's payouts, newest first.
CREATE INDEX idx_payouts_node ON payouts (node_id, created_at, id);

-- Everybody's payouts, newest first.
CREATE INDEX idx_payouts_created ON payouts (created_at, id);

-- Lists by status, last touched first.
CREATE INDEX idx_payouts_status ON payouts (status, updated_at, id);

-- What is to be moved on, longest untouched first.
CREATE INDEX idx_payouts_to_move ON payouts (gateway, updated_at)
    WHERE status IN ('requested', 'signed', 'submitted', 'confirmed');

-- A signed transaction, stored before it is sent: after a crash the same bytes are sent again, never others.
CREATE TABLE payout_attempts (
    payout_id TEXT NOT NULL REFERENCES payouts (id),
    -- From 1.
    attempt INTEGER NOT NULL CHECK (attempt BETWEEN 1 AND 5),
    blockhash TEXT NOT NULL,
    -- Past this height the transaction can no longer be taken up.
    last_valid_block_height INTEGER NOT NULL CHECK (last_valid_block_height BETWEEN 0 AND 9007199254740991),
    signature TEXT NOT NULL,
    -- The transaction as sent.
    raw_transaction BLOB NOT NULL,
    -- When it was about to be sent for the first time; NULL before that.
    submitted_at INTEGER,
    -- When it was first found missing past its last height: a second look must follow 30 s later.
    missing_since_at INTEGER,
    -- What the chain, or the way to it, said.
    error TEXT,
    created_at INTEGER NOT NULL CHECK (created_at >= 0),
    PRIMARY KEY (payout_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX idx_payout_attempts_signature ON payout_attempts (signature);

-- Double-entry bookkeeping: the entries of a transaction sum to zero, and nothing is ever changed.
CREATE TABLE ledger_entries (
    -- The reward, reversal or payout that moved the money.
    transaction_id TEXT NOT NULL,
    -- `node:` and a node's id; `treasury`, which owes what is credited; `chain`, to which payouts go.
    account TEXT NOT NULL,
    -- The node whose account it is.
    node_id TEXT REFERENCES nodes (id),
    -- Positive: into the account.
    delta_lamports INTEGER NOT NULL
        CHECK (delta_lamports BETWEEN -9007199254740991 AND 9007199254740991 AND delta_lamports <> 0),
    kind TEXT NOT NULL CHECK (kind IN ('credit', 'reversal', 'payout')),
    created_at INTEGER NOT NULL CHECK (created_at >= 0),
    PRIMARY KEY (transaction_id, account)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_ledger_entries_node ON ledger_entries (node_id) WHERE node_id IS NOT NULL;

CREATE TRIGGER ledger_entries_never_change BEFORE UPDATE ON ledger_entries
BEGIN
    SELECT RAISE(ABORT, 'ledger entries are never changed');
END;

CREATE TRIGGER ledger_entries_never_go BEFORE DELETE ON ledger_entries
BEGIN
    SELECT RAISE(ABORT, 'ledger entries are never deleted');
END;

-- What was answered to a request that must happen once, written in the batch of its effect.
CREATE TABLE idempotency_keys (
    -- Caller and route: two callers may choose the same key.
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 128),
    -- SHA-256 of the body: the same key with another body is a mistake of the caller.
    body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
    -- The reply's status; NULL while the request is still running.
    status INTEGER CHECK (status BETWEEN 200 AND 599),
    -- The reply's body.
    reply TEXT CHECK (json_valid(reply)), -- JSON
    created_at INTEGER NOT NULL CHECK (created_at >= 0),
    PRIMARY KEY (scope, idempotency_key)
) STRICT, WITHOUT ROWID;

-- Kept for seven days.
CREATE INDEX idx_idempotency_keys_created ON idempotency_keys (created_at);

-- Totals, outcomes of the cron jobs, and the latch that halts settlement: one document each.
CREATE TABLE stats (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)), -- JSON
    updated_at INTEGER NOT NULL CHECK (updated_at >= 0)
) STRICT, WITHOUT ROWID;
