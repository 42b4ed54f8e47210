//! Downloads: the only code that opens a connection, and only for `tamis lists update`.
//!
//! TLS only, verified by the platform (so that the roots of an office count), redirects limited and never to plain
//! HTTP, size and time limited. A transfer that breaks or a server that is busy is tried again after a pause that
//! doubles; everything else fails at once. Proxy variables (`HTTPS_PROXY`, `NO_PROXY`) count as usual.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::fmt::rfc2822;
use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body, Error, ResponseExt as _};

use super::store::{self, Edition, Kept};
use super::{DatedBy, Refused, Source, SourceFile, Staged};
use crate::model::Day;

/// Redirects of one request.
const MOST_REDIRECTS: u32 = 5;

/// The longest page or table that leads to a file.
const LONGEST_PAGE: u64 = 8 << 20;

/// What a download may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: u64,
    /// Times that a file is tried.
    pub tries: u32,
    /// The pause before the second try; it doubles.
    pub pause: Duration,
    /// How long to wait for a connection, and for the next bytes.
    pub silence: Duration,
    /// How long one file may take.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 512 << 20,
            tries: 4,
            pause: Duration::from_secs(1),
            silence: Duration::from_secs(60),
            whole: Duration::from_secs(30 * 60),
        }
    }
}

/// Downloads files.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    limits: Limits,
}

/// Why one try failed, and whether another may help.
struct Failed {
    why: Refused,
    again: bool,
}

impl Fetcher {
    /// A fetcher with these limits.
    pub fn new(limits: Limits) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(provider)
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .https_only(true)
            .http_status_as_error(false)
            .max_redirects(MOST_REDIRECTS)
            .user_agent(concat!("tamis/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(limits.silence))
            .timeout_per_read(Some(limits.silence))
            .timeout_global(Some(limits.whole))
            .build();
        Self { agent: config.new_agent(), limits }
    }

    /// One file of a source; `None` where the publisher has what is stored.
    fn file(
        &self,
        file: &SourceFile,
        date: Option<&str>,
        known: Option<&Kept>,
        to: &Path,
    ) -> Result<Option<Kept>, Refused> {
        let mut refused = None;
        for url in &file.urls {
            let url = url.replace("{date}", date.unwrap_or_default());
            let tried = match &file.link {
                Some(ending) => self.page(&url).and_then(|(base, page)| linked(&base, &page, ending)),
                None => Ok(url),
            };
            match tried.and_then(|url| self.download(&url, known, to)) {
                Ok(Some(kept)) => return Ok(Some(Kept { source: file.name.clone(), name: file.name.clone(), ..kept })),
                Ok(None) => return Ok(None),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        Err(refused.unwrap_or_else(|| Refused::new("the file has no address", "correct the table of sources")))
    }

    fn download(&self, url: &str, known: Option<&Kept>, to: &Path) -> Result<Option<Kept>, Refused> {
        let known = known.filter(|known| known.from == url);
        self.with_tries(|| {
            let response = self.ask(url, known)?;
            if response.status() == StatusCode::NOT_MODIFIED {
                return match known {
                    Some(_) => Ok(None),
                    None => Err(of_status(url, StatusCode::NOT_MODIFIED)),
                };
            }
            let text = |name| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
            let (etag, last_modified) = (text(header::ETAG), text(header::LAST_MODIFIED));
            self.save(url, response, to)?;
            let (sha256, bytes) = store::digest(to).map_err(|e| of_system("reading", to, &e))?;
            Ok(Some(Kept {
                source: String::new(),
                name: String::new(),
                from: url.to_owned(),
                etag,
                last_modified,
                sha256,
                bytes,
            }))
        })
    }

    /// Writes the body of an answer to a file, whole or not at all as far as its length is stated.
    fn save(&self, url: &str, response: Response<Body>, to: &Path) -> Result<(), Failed> {
        let stated = length(response.headers());
        if stated.is_some_and(|bytes| bytes > self.limits.bytes) {
            return Err(of_error(url, &Error::BodyExceedsLimit(self.limits.bytes)));
        }
        let mut file = File::create(to).map_err(|e| of_system("writing", to, &e))?;
        let mut body = response.into_body().into_with_config().limit(self.limits.bytes).reader();
        let written = io::copy(&mut body, &mut file).map_err(|e| of_error(url, &Error::from(e)))?;
        match stated.filter(|stated| *stated != written) {
            Some(stated) => Err(Failed {
                why: Refused::new(format!("{url}: {written} of {stated} bytes arrived"), "try again later"),
                again: true,
            }),
            None => Ok(()),
        }
    }

    /// A page or table that leads to a file: its address after redirects, and its text.
    fn page(&self, url: &str) -> Result<(String, String), Refused> {
        self.with_tries(|| {
            let mut response = self.ask(url, None)?;
            let base = response.get_uri().to_string();
            let body = response.body_mut().with_config().limit(LONGEST_PAGE).lossy_utf8(true);
            Ok((base, body.read_to_string().map_err(|e| of_error(url, &e))?))
        })
    }

    /// Asks for an address; the answer is a success, or 304 where something is known of it.
    fn ask(&self, url: &str, known: Option<&Kept>) -> Result<Response<Body>, Failed> {
        let mut request = self.agent.get(url);
        let marks = known.map(|known| (&known.etag, &known.last_modified));
        if let Some(etag) = marks.and_then(|(etag, _)| etag.as_ref()) {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(day) = marks.and_then(|(_, day)| day.as_ref()) {
            request = request.header(header::IF_MODIFIED_SINCE, day);
        }
        let response = request.call().map_err(|e| of_error(url, &e))?;
        match response.status() {
            StatusCode::OK | StatusCode::NOT_MODIFIED => Ok(response),
            status => Err(of_status(url, status)),
        }
    }

    /// Tries until it succeeds, fails for good, or was tried often enough.
    fn with_tries<T>(&self, attempt: impl Fn() -> Result<T, Failed>) -> Result<T, Refused> {
        let mut pause = self.limits.pause;
        for _ in 1..self.limits.tries {
            match attempt() {
                Ok(done) => return Ok(done),
                Err(failed) if !failed.again => return Err(failed.why),
                Err(_) => thread::sleep(pause),
            }
            pause *= 2;
        }
        attempt().map_err(|failed| failed.why)
    }

    /// The day of the last state of a title of the eCFR.
    fn title_day(&self, dated: &DatedBy) -> Result<String, Refused> {
        let (_, text) = self.page(&dated.url)?;
        let table: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let titles = table.get("titles").and_then(|titles| titles.as_array());
        let title =
            titles.into_iter().flatten().find(|t| t.get("number").and_then(|n| n.as_u64()) == Some(dated.title));
        let day = title.and_then(|t| t.get("up_to_date_as_of")).and_then(|day| day.as_str());
        let day = day.filter(|day| day.len() == 10 && day.parse::<Day>().is_ok());
        day.map(str::to_owned).ok_or_else(|| {
            let what = format!("{} does not say of which day title {} is", dated.url, dated.title);
            Refused::new(what, "download the file by hand and use --from DIR")
        })
    }
}

/// Stages all files of a source; `None` where the publisher has what is stored. `stored` is the edition in force and
/// its folder.
pub(super) fn all(
    source: &Source,
    fetcher: &Fetcher,
    stored: Option<(&Edition, &Path)>,
    stage: &Path,
) -> Result<Option<Staged>, Refused> {
    let date = source.dated_by.as_ref().map(|dated| fetcher.title_day(dated)).transpose()?;
    let (mut files, mut is_new) = (Vec::new(), false);
    for file in &source.file {
        let known = stored.and_then(|(edition, _)| edition.files.iter().find(|kept| kept.source == file.name));
        let to = stage.join(&file.name);
        match (fetcher.file(file, date.as_deref(), known, &to)?, known, stored) {
            (Some(kept), ..) => {
                is_new = true;
                files.push(kept);
            }
            (None, Some(known), Some((_, folder))) => {
                let from = folder.join(&known.name);
                fs::copy(&from, &to).map_err(|e| store::system("copying", &from, &e))?;
                files.push(Kept { name: file.name.clone(), ..known.clone() });
            }
            (None, ..) => return Err(Refused::new("a file did not arrive", "try again later")),
        }
    }
    if !is_new {
        return Ok(None);
    }
    let day = date.or_else(|| files.iter().filter_map(|file| day_of(file.last_modified.as_deref()?)).max());
    Ok(Some(Staged { files, day }))
}

/// The day of a `Last-Modified`, in UTC.
fn day_of(last_modified: &str) -> Option<String> {
    let moment = rfc2822::DateTimeParser::new().parse_timestamp(last_modified).ok()?;
    Some(jiff::tz::Offset::UTC.to_datetime(moment).date().to_string())
}

fn length(headers: &HeaderMap) -> Option<u64> {
    if headers.contains_key(header::CONTENT_ENCODING) || headers.contains_key(header::TRANSFER_ENCODING) {
        return None;
    }
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// The one link of a page with this ending; of several the one with the latest day in its name.
fn linked(base: &str, page: &str, ending: &str) -> Result<String, Refused> {
    let lower = page.to_ascii_lowercase();
    let mut found: Vec<String> = Vec::new();
    for (at, _) in lower.match_indices("href=") {
        let Some(rest) = page.get(at + "href=".len()..) else { continue };
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(link) = quote.and_then(|quote| rest.get(1..)?.split(quote).next()) else { continue };
        let link = link.replace("&amp;", "&");
        let path = link.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let whole = absolute(base, &link).filter(|whole| path.ends_with(ending) && !found.contains(whole));
        found.extend(whole);
    }
    let remedy = "download the file by hand and use --from DIR";
    let latest = found.iter().filter_map(|link| Some((day_in(link)?, link))).max();
    match (&found[..], latest) {
        ([one], _) => Ok(one.clone()),
        ([], _) => Err(Refused::new(format!("{base} has no link to a file {ending}"), remedy)),
        (_, Some((_, link))) => Ok(link.clone()),
        (several, None) => Err(Refused::new(format!("{base} has {} links to files {ending}", several.len()), remedy)),
    }
}

/// A link of a page as an address of its own; `None` where it leads out of TLS.
fn absolute(base: &str, link: &str) -> Option<String> {
    let host_end = base.get("https://".len()..)?.find('/').map_or(base.len(), |at| at + "https://".len());
    let (host, path) = base.split_at_checked(host_end)?;
    match link {
        _ if link.starts_with("https://") => Some(link.to_owned()),
        _ if link.starts_with("//") => Some(format!("https:{link}")),
        _ if link.starts_with('/') => Some(format!("{host}{link}")),
        _ if link.contains(':') => None,
        _ => Some(format!("{host}{}/{link}", path.rsplit_once('/').map_or("", |(folder, _)| folder))),
    }
}

/// The last day in an address, `2026-06-23`, or month, `2026-06`.
fn day_in(link: &str) -> Option<String> {
    let part = |length: usize| {
        let parts = (0..link.len()).rev().filter_map(move |at| link.get(at..at + length));
        parts.filter(|text| text.parse::<Day>().is_ok()).map(str::to_owned).next()
    };
    part("2026-06-23".len()).or_else(|| part("2026-06".len()))
}

fn of_system(doing: &str, path: &Path, error: &io::Error) -> Failed {
    Failed { why: store::system(doing, path, error), again: false }
}

fn of_status(url: &str, status: StatusCode) -> Failed {
    let again = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
    let remedy = match status.as_u16() {
        _ if again => "try again later",
        401 | 403 => "the publisher refuses programs: save the file with a browser and use --from DIR",
        _ => "its address may have changed: download the file by hand and use --from DIR",
    };
    Failed { why: Refused::new(format!("{url} answers with status {}", status.as_u16()), remedy), again }
}

fn of_error(url: &str, error: &Error) -> Failed {
    let (again, remedy) = match error {
        Error::BodyExceedsLimit(_) => (false, "--max-download sets the limit"),
        Error::TooManyRedirects | Error::RedirectFailed | Error::RequireHttpsOnly(_) => {
            (false, "its address may have changed: download the file by hand and use --from DIR")
        }
        _ if is_tls(error) => (false, "the certificate must be one that this machine trusts; nothing was fetched"),
        _ => (true, "check the connection and HTTPS_PROXY, try again later, or use --from DIR"),
    };
    Failed { why: Refused::new(format!("{url}: {error}"), remedy), again }
}

/// True where the certificate or the handshake is refused.
fn is_tls(error: &Error) -> bool {
    match error {
        Error::Tls(_) | Error::Rustls(_) => true,
        Error::Io(e) => e.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_of_a_page_is_found() {
        let base = "https://www.example.org/document/stats/orders";
        let one = "<a href='/files/orders.csv?x=1&amp;y=2'>CSV</a> <a href=\"/files/orders.pdf\">PDF</a>";
        assert_eq!(linked(base, one, ".csv").as_deref(), Ok("https://www.example.org/files/orders.csv?x=1&y=2"));
        let dated = "<a href=\"a/o-2026-07.csv\">x</a><A HREF=\"https://b.example.org/o-2026-08-01.csv\">y</A>";
        assert_eq!(linked(base, dated, ".csv").as_deref(), Ok("https://b.example.org/o-2026-08-01.csv"));
        let several = "<a href='a.csv'>x</a><a href='b.csv'>y</a>";
        let says = |page: &str| linked(base, page, ".csv").err().map(|e| e.to_string()).unwrap_or_default();
        assert!(says(several).contains("2 links"));
        assert!(says("<a href='http://plain.example.org/a.csv'>x</a>").contains("no link"));
    }

    #[test]
    fn days_of_headers_are_read() {
        assert_eq!(day_of("Wed, 21 Oct 2026 07:28:00 GMT").as_deref(), Some("2026-10-21"));
        assert_eq!(day_of("yesterday"), None);
    }
}
