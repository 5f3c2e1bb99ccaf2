//! One query, checked while compiling.

#[worker::event(fetch)]
async fn main(
    mut request: worker::Request,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<worker::Response> {
    #[derive(serde::Deserialize)]
    struct CreateUser {
        name: String,
        age: Option<u8>,
    }

    let connection = sqlx_d1::D1Connection::new(env.d1("DB")?);
    let user = request.json::<CreateUser>().await?;
    let id = sqlx_d1::query!("INSERT INTO users (name, age) VALUES (?, ?) RETURNING id", user.name, user.age)
        .fetch_one(&connection)
        .await
        .map_err(|error| worker::Error::RustError(error.to_string()))?
        .id;
    worker::Response::ok(format!("{id}"))
}
