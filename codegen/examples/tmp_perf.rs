use williw_codegen::*;
fn main(){
  for n in [10,100,1000] {
    let mut t = String::new();
    for i in 0..n {
      t.push_str(&format!("-- Table {i}\nCREATE TABLE IF NOT EXISTS table_{i} (\n id TEXT PRIMARY KEY, -- the id\n node_id TEXT NOT NULL REFERENCES table_{}(id),\n status TEXT NOT NULL DEFAULT 'a' CHECK (status IN ('a','b','c')),\n amount_lamports INTEGER NOT NULL,\n created_at INTEGER NOT NULL,\n updated_at INTEGER, name TEXT, note TEXT, x REAL, y BLOB\n);\nCREATE INDEX idx_a_{i} ON table_{i}(status);\nCREATE INDEX idx_b_{i} ON table_{i}(created_at, id);\n", i.max(1)-1));
    }
    let s = SpecFiles{files: vec![("schema.sql".into(), t)]};
    for _ in 0..3 {
    let mut sources = source::SourceMap::default();
    let f = sources.add("schema.sql", s.files[0].1.clone());
    let a = std::time::Instant::now();
    let script = parse::sql::parse_script(&sources, f);
    let b = std::time::Instant::now();
    let mut cx = diag::Diagnostics::default();
    let loaded = judge::load(&mut cx, &sources, &[script]).unwrap();
    let c = std::time::Instant::now();
    let facts = loaded.judge.introspect().unwrap();
    let d = std::time::Instant::now();
    let schema = lower::schema::lower_schema(&mut cx, &loaded, &lower::schema::ColumnTyping{types:&[],columns:&[],incomplete:false});
    let e = std::time::Instant::now();
    assert!(!cx.has_errors()); drop(cx);
    println!("{n}: parse {:?} load {:?} introspect {:?} lower(with introspect) {:?} tables {} {}", b-a, c-b, d-c, e-d, schema.tables.len(), facts.len());
    }
  }
}
