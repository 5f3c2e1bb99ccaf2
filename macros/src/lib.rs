//! (in the making)
use proc_macro::TokenStream;
#[proc_macro_attribute] pub fn spec(_a: TokenStream, i: TokenStream) -> TokenStream { i }
#[proc_macro_attribute] pub fn handlers(_a: TokenStream, i: TokenStream) -> TokenStream { i }
#[proc_macro] pub fn __handlers(i: TokenStream) -> TokenStream { i }
#[proc_macro_derive(Row, attributes(row))] pub fn row(_i: TokenStream) -> TokenStream { TokenStream::new() }
#[proc_macro_derive(Column, attributes(column))] pub fn column(_i: TokenStream) -> TokenStream { TokenStream::new() }
