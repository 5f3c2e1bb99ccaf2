//! Reading a transaction as a validator does: every byte accounted for, every signature verified.

use ed25519_dalek::{Signature, VerifyingKey};

/// A transaction whose signature is right.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    pub(crate) signature: String,
    pub(crate) blockhash: [u8; 32],
    /// Payer, receiver and lamports of each transfer.
    pub(crate) transfers: Vec<(String, String, u64)>,
    pub(crate) memos: Vec<String>,
}

const SYSTEM_PROGRAM: &str = "11111111111111111111111111111111";
const MEMO_PROGRAM: &str = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr";

impl Transaction {
    /// Reads a legacy transaction with one signature.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut reader = Reader(bytes);
        if reader.length()? != 1 {
            return Err("there must be one signature");
        }
        let signature: [u8; 64] = reader.array()?;
        let message = reader.0;
        let [signers, read_only_signers, read_only] = reader.array()?;
        let accounts: Vec<[u8; 32]> = (0..reader.length()?).map(|_| reader.array()).collect::<Result<_, _>>()?;
        let written = accounts.len().checked_sub(usize::from(read_only)).ok_or("more is read only than there is")?;
        if signers != 1 || read_only_signers != 0 || written == 0 {
            return Err("the payer, who signs and is written to, must be the first account");
        }
        let is_repeated = |(n, account)| accounts.iter().skip(n + 1).any(|other| other == account);
        if accounts.iter().enumerate().any(is_repeated) {
            return Err("an account is listed twice");
        }
        let payer = accounts.first().ok_or("there is no payer")?;
        let key = VerifyingKey::from_bytes(payer).map_err(|_| "the payer is no key")?;
        let verified = key.verify_strict(message, &Signature::from_bytes(&signature));
        verified.map_err(|_| "Transaction signature verification failure")?;

        let blockhash = reader.array()?;
        let signature = bs58::encode(signature).into_string();
        let mut transaction = Transaction { signature, blockhash, transfers: Vec::new(), memos: Vec::new() };
        let name = |index: u8| {
            let account = accounts.get(usize::from(index)).ok_or("an account's index is out of bounds")?;
            Ok::<_, &'static str>(bs58::encode(account).into_string())
        };
        for _ in 0..reader.length()? {
            let [program] = reader.array()?;
            let (used, data) = (reader.bytes()?, reader.bytes()?);
            if usize::from(program) < written {
                return Err("a program must be read only");
            }
            match (name(program)?.as_str(), used, data) {
                (SYSTEM_PROGRAM, [from, to], [2, 0, 0, 0, lamports @ ..]) => {
                    if *from != 0 || usize::from(*to) >= written {
                        return Err("a transfer is from who signs to who may be written to");
                    }
                    let lamports = u64::from_le_bytes(lamports.try_into().map_err(|_| "a transfer has no amount")?);
                    transaction.transfers.push((name(*from)?, name(*to)?, lamports));
                }
                (MEMO_PROGRAM, [], text) => {
                    transaction.memos.push(str::from_utf8(text).map_err(|_| "a memo is not UTF-8")?.to_owned());
                }
                _ => return Err("an instruction is none that this chain knows"),
            }
        }
        if reader.0.is_empty() { Ok(transaction) } else { Err("bytes are left over") }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], &'static str> {
        let (array, rest) = self.0.split_first_chunk::<N>().ok_or("it ends too soon")?;
        self.0 = rest;
        Ok(*array)
    }

    /// A "compact-u16", in its shortest form.
    fn length(&mut self) -> Result<usize, &'static str> {
        let mut length = 0;
        for shift in [0, 7, 14] {
            let [byte] = self.array()?;
            length |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let shortest = shift == 0 || byte != 0;
                return if shortest && length <= 0xffff { Ok(length) } else { Err("a length is written wrongly") };
            }
        }
        Err("a length is too long")
    }

    fn bytes(&mut self) -> Result<&'a [u8], &'static str> {
        let length = self.length()?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or("it ends too soon")?;
        self.0 = rest;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by an official library.
    const VECTORS: &str = include_str!("../../../runtime/tests/vectors/transfers.tsv");

    #[test]
    fn official_transactions_are_read_and_no_byte_of_them_may_be_another() {
        for line in VECTORS.lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [_, to, lamports, memo, blockhash, hex, signature] = fields[..] else { panic!("{line}") };
            let digits: Vec<u8> = hex.chars().map(|digit| digit.to_digit(16).unwrap() as u8).collect();
            let bytes: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
            let read = Transaction::read(&bytes);
            // No program can be written to, though the library would let it.
            if memo == "williw:pay_memo" {
                assert_eq!(read.err(), Some("a program must be read only"));
                continue;
            }
            let Transaction { signature: read_signature, blockhash: read_blockhash, transfers, memos } = read.unwrap();
            assert_eq!((read_signature.as_str(), &memos[..]), (signature, &[memo.to_owned()][..]));
            assert_eq!(bs58::encode(read_blockhash).into_string(), blockhash);
            let [(_, paid, amount)] = &transfers[..] else { panic!("{line}") };
            assert_eq!((paid.as_str(), amount.to_string().as_str()), (to, lamports));
            for at in 0..bytes.len() {
                let mut other = bytes.clone();
                other[at] ^= 1;
                assert!(Transaction::read(&other).is_err(), "{at}: {line}");
                assert!(Transaction::read(&bytes[..at]).is_err(), "{at}: {line}");
            }
            assert!(Transaction::read(&[&bytes[..], &[0]].concat()).is_err());
        }
    }
}
