//! A database that listens: what Postgres and its like look like from outside, without their protocols. It must not know
//! images.

use crate::world::Process;

use super::{
    complain, option, say,
    serve::{Task, listen, serve},
};

/// `sql-server --port N [--ready WORDS] [--greeting WORDS] [--bye WORDS]`
pub async fn run(sys: &Process) -> u8 {
    let args = sys.argv();
    let port = option(&args, "port").and_then(|p| p.parse().ok()).unwrap_or(5432);
    let fd = match listen(sys, None, port) {
        Ok(fd) => fd,
        Err(errno) => {
            complain(sys, &format!("could not bind IPv4 address \"0.0.0.0\" to port {port}: {errno}")).await;
            return 1;
        }
    };
    if let Some(words) = option(&args, "ready") {
        complain(sys, &words).await;
    }
    let greeting = option(&args, "greeting");
    let own = sys.clone();
    serve(sys, &[fd], Vec::new(), |_, client| {
        let (sys, greeting) = (own.clone(), greeting.clone());
        Box::pin(async move {
            if let Some(greeting) = greeting {
                // Who only looks whether the port is open does not wait for it.
                let _ = sys.write(client, greeting.as_bytes()).await;
            }
            // It waits for a protocol that nothing here speaks.
            let _ = sys.read(client, 1024).await;
            let _ = sys.close(client);
        }) as Task
    })
    .await;
    if let Some(words) = option(&args, "bye") {
        say(sys, &words).await;
    }
    0
}

/// The program.
pub async fn server(sys: Process) -> u8 {
    run(&sys).await
}
