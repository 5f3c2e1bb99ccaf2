//! The one transaction that pays: a transfer from the treasury, and a memo that says for what.
//!
//! It is a legacy transaction: signatures, then the message that they are of. What is hard is the order of accounts, of
//! which instructions know only the numbers: the payer, then those that are written to, then the others, each group
//! in the order of bytes; and an account that plays two parts is listed once, with all that it may.

use super::Keypair;

/// The program that moves lamports. Its address is 32 zeros.
const SYSTEM_PROGRAM: [u8; 32] = [0; 32];
/// The program that writes a text beside a transaction: `MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr`.
const MEMO_PROGRAM: [u8; 32] = [
    0x05, 0x4a, 0x53, 0x5a, 0x99, 0x29, 0x21, 0x06, 0x4d, 0x24, 0xe8, 0x71, 0x60, 0xda, 0x38, 0x7c, 0x7c, 0x35, 0xb5,
    0xdd, 0xbc, 0x92, 0xbb, 0x81, 0xe4, 0x1f, 0xa8, 0x40, 0x41, 0x05, 0x44, 0x8d,
];
/// Of the system program's instructions, `Transfer`.
const TRANSFER: u32 = 2;
/// The longest transaction that is taken, in bytes.
const MAX_TRANSACTION: usize = 1232;

/// A transfer with its memo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Payment<'a> {
    pub(crate) to: [u8; 32],
    pub(crate) lamports: u64,
    pub(crate) memo: &'a str,
    /// A recent one: with it the transaction expires.
    pub(crate) blockhash: [u8; 32],
}

/// What is no transaction with one signature, or too long for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadTransaction;

impl Payment<'_> {
    /// The transaction's bytes, and their signature.
    pub(crate) fn sign(&self, payer: &Keypair) -> Result<(Vec<u8>, [u8; 64]), BadTransaction> {
        let message = self.message(payer.address());
        let signature = payer.sign(&message);
        let mut transaction = Vec::with_capacity(1 + 64 + message.len());
        push_len(&mut transaction, 1);
        transaction.extend_from_slice(&signature);
        transaction.extend_from_slice(&message);
        if transaction.len() > MAX_TRANSACTION { Err(BadTransaction) } else { Ok((transaction, signature)) }
    }

    fn message(&self, payer: [u8; 32]) -> Vec<u8> {
        let mut accounts = vec![payer];
        if self.to != payer {
            accounts.push(self.to);
        }
        let written = accounts.len();
        // In the order of their bytes.
        for program in [SYSTEM_PROGRAM, MEMO_PROGRAM] {
            if !accounts.contains(&program) {
                accounts.push(program);
            }
        }
        let number = |account| accounts.iter().position(|other| *other == account).unwrap_or_default() as u8;

        // How many sign, how many of those are only read, how many of the others are.
        let mut out = vec![1, 0, (accounts.len() - written) as u8];
        push_len(&mut out, accounts.len());
        accounts.iter().for_each(|account| out.extend_from_slice(account));
        out.extend_from_slice(&self.blockhash);
        push_len(&mut out, 2);
        let transfer = [&TRANSFER.to_le_bytes()[..], &self.lamports.to_le_bytes()].concat();
        push_instruction(&mut out, number(SYSTEM_PROGRAM), &[0, number(self.to)], &transfer);
        push_instruction(&mut out, number(MEMO_PROGRAM), &[], self.memo.as_bytes());
        out
    }
}

/// The signature that a transaction of this form begins with.
pub(crate) fn signature_of(transaction: &[u8]) -> Result<[u8; 64], BadTransaction> {
    match transaction.split_first_chunk::<65>() {
        Some(([1, signature @ ..], message)) if !message.is_empty() => Ok(*signature),
        _ => Err(BadTransaction),
    }
}

fn push_instruction(out: &mut Vec<u8>, program: u8, accounts: &[u8], data: &[u8]) {
    out.push(program);
    push_len(out, accounts.len());
    out.extend_from_slice(accounts);
    push_len(out, data.len());
    out.extend_from_slice(data);
}

/// A length as "compact-u16": seven bits in each byte, the lowest first, the eighth where more follow.
fn push_len(out: &mut Vec<u8>, mut len: usize) {
    while len > 0x7f {
        out.push(len as u8 & 0x7f | 0x80);
        len >>= 7;
    }
    out.push(len as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::unbase58;

    /// One line each: key pair, address, lamports, memo, blockhash; transaction in hex, signature.
    const VECTORS: &str = include_str!("../../tests/vectors/transfers.tsv");

    #[test]
    fn transactions_are_those_of_an_official_library() {
        let mut seen = 0;
        for line in VECTORS.lines().filter(|line| !line.starts_with('#')) {
            let [key, to, lamports, memo, blockhash, transaction, signature] =
                line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let payment = Payment {
                to: unbase58(to).unwrap(),
                lamports: lamports.parse().unwrap(),
                memo,
                blockhash: unbase58(blockhash).unwrap(),
            };
            let (bytes, signed) = payment.sign(&Keypair::parse(key).unwrap()).unwrap();
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, transaction, "{line}");
            assert_eq!(bs58::encode(signed).into_string(), signature, "{line}");
            assert_eq!(signature_of(&bytes), Ok(signed));
            seen += 1;
        }
        assert!(seen >= 12, "{seen} vectors");
    }

    #[test]
    fn what_is_too_long_or_no_transaction_is_refused() {
        let key = VECTORS.lines().nth(1).and_then(|line| line.split('\t').next()).unwrap();
        let key = Keypair::parse(key).unwrap();
        let (long, longer) = ("x".repeat(900), "x".repeat(1232));
        let payment = |memo| Payment { to: [9; 32], lamports: 1, memo, blockhash: [8; 32] };
        assert!(payment(&long).sign(&key).is_ok());
        assert_eq!(payment(&longer).sign(&key), Err(BadTransaction));
        assert_eq!(signature_of(&[]), Err(BadTransaction));
        assert_eq!(signature_of(&[1; 65]), Err(BadTransaction));
        assert_eq!(signature_of(&[2; 200]), Err(BadTransaction));
    }
}
