//! A publisher on loopback: TLS with a certificate authority of its own, and answers that a test writes.

use std::collections::HashMap;
use std::error::Error;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What the server says to a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A file with its mark; 304 to a request that knows the mark.
    File {
        body: Vec<u8>,
        mark: &'static str,
    },
    /// A file whose answer lacks both length and mark.
    Plain(Vec<u8>),
    /// A file of which only a half arrives before the connection ends.
    Cut(Vec<u8>),
    /// The same without a stated length, in chunks.
    CutChunks(Vec<u8>),
    Status(u16),
    Redirect(String),
    /// The connection ends before an answer.
    Drop,
    /// A file that takes a while.
    Slow(Vec<u8>, Duration),
}

/// A running server.
pub struct Server {
    pub port: u16,
    /// The certificate of its authority.
    pub authority: String,
    answers: Arc<Mutex<HashMap<String, Vec<Answer>>>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start() -> Result<Self, Box<dyn Error>> {
        let authority_key = rcgen::KeyPair::generate()?;
        let mut authority = rcgen::CertificateParams::new(Vec::new())?;
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let authority_certificate = authority.self_signed(&authority_key)?;
        let issuer = rcgen::Issuer::new(authority, authority_key);
        let key = rcgen::KeyPair::generate()?;
        let own = rcgen::CertificateParams::new(vec!["localhost".to_owned()])?.signed_by(&key, &issuer)?;
        let private = PrivateKeyDer::try_from(key.serialize_der())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![own.der().clone()], private)?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let server = Self {
            port: listener.local_addr()?.port(),
            authority: authority_certificate.pem(),
            answers: Arc::default(),
            requests: Arc::default(),
        };
        let (answers, requests) = (Arc::clone(&server.answers), Arc::clone(&server.requests));
        let config = Arc::new(config);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, answers, requests) = (Arc::clone(&config), Arc::clone(&answers), Arc::clone(&requests));
                // A client that goes away is part of the tests.
                thread::spawn(move || _ = serve(stream, config, &answers, &requests));
            }
        });
        Ok(server)
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// What a path answers: one after the other, the last one from then on.
    pub fn say(&self, path: &str, answers: impl Into<Vec<Answer>>) {
        let mut all = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut answers = answers.into();
        answers.reverse();
        all.insert(path.to_owned(), answers);
    }

    /// The heads of the requests since this was last asked.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn serve(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    answers: &Mutex<HashMap<String, Vec<Answer>>>,
    requests: &Mutex<Vec<String>>,
) -> Result<(), Box<dyn Error>> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut stream = StreamOwned::new(ServerConnection::new(config)?, stream);
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(());
        }
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    requests.lock().unwrap_or_else(PoisonError::into_inner).push(head.clone());
    let answer = {
        let mut all = answers.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.entry(path).or_insert_with(|| vec![Answer::Status(404)]);
        if left.len() > 1 { left.pop() } else { left.last().cloned() }
    };
    let mut send = |head: &str, body: &[u8]| -> Result<(), Box<dyn Error>> {
        stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes())?;
        stream.write_all(body)?;
        Ok(stream.flush()?)
    };
    match answer.unwrap_or(Answer::Status(404)) {
        Answer::File { mark, .. } if head.to_lowercase().contains(&format!("if-none-match: \"{mark}\"")) => {
            send(&format!("304 Not Modified\r\nETag: \"{mark}\""), b"")?;
        }
        Answer::File { body, mark } => {
            let length = body.len();
            let marks = format!("ETag: \"{mark}\"\r\nLast-Modified: Wed, 21 Oct 2026 07:28:00 GMT");
            send(&format!("200 OK\r\nContent-Length: {length}\r\n{marks}"), &body)?;
        }
        Answer::Plain(body) => send("200 OK", &body)?,
        Answer::Cut(body) => {
            send(&format!("200 OK\r\nContent-Length: {}", body.len()), &body[..body.len() / 2])?;
        }
        Answer::CutChunks(body) => {
            let chunk = [format!("{:x}\r\n", body.len()).as_bytes(), &body[..body.len() / 2]].concat();
            send("200 OK\r\nTransfer-Encoding: chunked", &chunk)?;
        }
        Answer::Status(status) => send(&format!("{status} Said\r\nContent-Length: 0"), b"")?,
        Answer::Redirect(to) => send(&format!("302 Found\r\nLocation: {to}\r\nContent-Length: 0"), b"")?,
        Answer::Drop => return Ok(()),
        Answer::Slow(body, time) => {
            thread::sleep(time);
            send(&format!("200 OK\r\nContent-Length: {}", body.len()), &body)?;
        }
    }
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(())
}
