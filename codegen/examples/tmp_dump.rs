use williw_codegen::*;
fn main(){
  let dir = std::env::args().nth(1).unwrap();
  let mut units = vec![];
  for l in std::fs::read_to_string(format!("{dir}/EXPECTED.jsonl")).unwrap().lines(){ let v: serde_json::Value = serde_json::from_str(l).unwrap(); units.push(v);}
  let mode = std::env::args().nth(2).unwrap();
  for u in &units {
    let mut s = SpecFiles::default();
    for (i,p) in u["prelude"].as_array().unwrap().iter().chain(u["files"].as_array().unwrap()).enumerate() {
      let p = p.as_str().unwrap();
      s.files.push((format!("migrations/{i:04}_{}", p.rsplit('/').next().unwrap()), String::from_utf8_lossy(&std::fs::read(format!("{dir}/{p}")).unwrap()).into_owned()));
    }
    let c = compile(&s);
    if mode == "diag" { for d in &c.diagnostics { println!("@{} {}", d.slug, diag::render(&c.sources, d)); } }
    if mode == "enum" { for t in &c.model.schema.tables { for col in &t.columns { if let model::ColumnType::Check(e) = &col.ty { println!("{}.{} {:?}", t.name.source, col.name.source, e);} } } }
    if mode == "names" { for t in &c.model.schema.tables { println!("{} {} {}", t.name.source, t.name.rust, t.row); } }
    if mode == "docs" { for t in &c.model.schema.tables { println!("{} {:?} {:?}", t.name.source, t.docs, c.sources.slice(t.name.span)); for col in &t.columns { println!("   {} {:?} {:?}", col.name.source, c.sources.slice(col.name.span), col.docs); } } }
  }
}
