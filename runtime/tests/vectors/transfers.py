"""Makes transfers.tsv with the official library: pip install solders==0.29.0; python3 transfers.py > transfers.tsv"""
import hashlib

from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from solders.transaction import Transaction

MEMO = Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr")


def digest(text):
    return hashlib.sha256(text.encode()).digest()


def line(treasury, to, lamports, memo, blockhash):
    pay = transfer(TransferParams(from_pubkey=treasury.pubkey(), to_pubkey=to, lamports=lamports))
    note = Instruction(MEMO, memo.encode(), [])
    message = Message.new_with_blockhash([pay, note], treasury.pubkey(), blockhash)
    transaction = Transaction([treasury], message, blockhash)
    transaction.verify()
    fields = [str(treasury), str(to), str(lamports), memo, str(blockhash)]
    print("\t".join(fields + [bytes(transaction).hex(), str(transaction.signatures[0])]))


print("# key pair\taddress\tlamports\tmemo\tblockhash\ttransaction\tsignature")
treasuries = [Keypair.from_seed(digest(f"treasury {n}")) for n in range(3)]
amounts = [1, 127, 128, 255, 256, 890880, 10_000_000, 2**32 - 1, 2**32, 10**15, 2**53 - 1]
for n, amount in enumerate(amounts):
    to = Pubkey(digest(f"wallet {n}"))
    line(treasuries[n % 3], to, amount, f"williw:pay_{n:032x}", Hash(digest(f"block {n}")))
# Its own address; addresses below and above the programs'; the memo program's; memos of other lengths.
line(treasuries[0], treasuries[0].pubkey(), 10_000_000, "williw:pay_own", Hash(digest("own")))
line(treasuries[1], Pubkey(bytes(31) + b"\x01"), 10_000_000, "williw:pay_low", Hash(bytes([0] * 32)))
line(treasuries[1], Pubkey(bytes([255] * 32)), 10_000_000, "williw:pay_high", Hash(bytes([255] * 32)))
line(treasuries[2], MEMO, 10_000_000, "williw:pay_memo", Hash(digest("memo")))
line(treasuries[2], Pubkey(digest("long")), 5, "williw:" + "p" * 64, Hash(digest("long")))
line(treasuries[2], Pubkey(digest("longer")), 5, "williw:" + "p" * 120, Hash(digest("longer")))
line(treasuries[2], Pubkey(digest("longest")), 5, "williw:" + "p" * 121, Hash(digest("longest")))
