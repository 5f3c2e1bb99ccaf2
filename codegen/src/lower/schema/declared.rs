//! Where each table and column of the final schema was written, followed through renames and rebuilds.

use std::collections::BTreeMap;

use crate::parse::sql::shape::{ColumnSyntax, Declaration, Shape};
use crate::source::{Span, Spanned};

/// Tables by lower-case name.
#[derive(Debug, Default)]
pub(super) struct Declared<'s> {
    tables: BTreeMap<String, DeclaredTable<'s>>,
}

#[derive(Debug)]
pub(super) struct DeclaredTable<'s> {
    pub(super) span: Span,
    pub(super) docs: &'s [String],
    references: &'s [Spanned<String>],
    /// By lower-case name: place and comments.
    columns: BTreeMap<String, (Span, &'s [String])>,
}

impl<'s> Declared<'s> {
    /// Replays what the applied statements declared.
    pub(super) fn collect(shapes: &'s [Shape]) -> Self {
        let mut declared = Self::default();
        for shape in shapes {
            declared.apply(shape);
        }
        declared
    }

    pub(super) fn table(&self, name: &str) -> Option<&DeclaredTable<'s>> {
        self.tables.get(&name.to_lowercase())
    }

    fn apply(&mut self, shape: &'s Shape) {
        match shape {
            Shape::Create(declaration) => {
                let key = declaration.name.to_lowercase();
                // An IF NOT EXISTS that found its table did nothing.
                if !declaration.if_not_exists || !self.tables.contains_key(&key) {
                    let columns = declaration.columns.iter().map(entry).collect();
                    let Declaration { name, docs, references, .. } = declaration;
                    self.tables.insert(key, DeclaredTable { span: name.span, docs, references, columns });
                }
            }
            Shape::Drop { table } => {
                self.tables.remove(&table.to_lowercase());
            }
            Shape::RenameTable { table, to } => {
                if let Some(known) = self.tables.remove(&table.to_lowercase()) {
                    self.tables.insert(to.to_lowercase(), known);
                }
            }
            Shape::RenameColumn { table, column, to } => {
                if let Some(known) = self.tables.get_mut(&table.to_lowercase()) {
                    let docs = known.columns.remove(&column.to_lowercase()).map_or(&[][..], |(_, docs)| docs);
                    known.columns.insert(to.to_lowercase(), (to.span, docs));
                }
            }
            Shape::AddColumn { table, column } => {
                if let Some(known) = self.tables.get_mut(&table.to_lowercase()) {
                    known.columns.extend([entry(column)]);
                }
            }
            Shape::Other => {}
        }
    }
}

impl<'s> DeclaredTable<'s> {
    /// Where the table's declaration references another.
    pub(super) fn reference(&self, table: &str) -> Option<Span> {
        self.references.iter().find(|name| name.eq_ignore_ascii_case(table)).map(|name| name.span)
    }

    pub(super) fn column(&self, name: &str) -> Option<(Span, &'s [String])> {
        self.columns.get(&name.to_lowercase()).copied()
    }
}

fn entry(column: &ColumnSyntax) -> (String, (Span, &[String])) {
    (column.name.to_lowercase(), (column.name.span, &column.docs))
}
