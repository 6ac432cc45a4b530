//! cal: the month, or another one.

use crate::shell::applet::{Applet, Call};
use crate::shell::calendar;

pub(super) const APPLETS: &[Applet] =
    &[Applet { name: "cal", usage: "[-jmy] [[MONTH] YEAR]", run: |call| Box::pin(cal(call)) }];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The width of a month.
const WIDTH: usize = 20;

async fn cal(mut call: Call) -> u8 {
    let Ok(options) = call.options("jmy", &[]).await else { return 1 };
    if options.has('j') || options.has('m') {
        return call.not_simulated("-j and -m").await;
    }
    let today = calendar::civil(call.sys.wall());
    let (mut month, mut year) = (usize::try_from(today.month()).unwrap_or(1), i64::from(today.year()));
    let mut whole = options.has('y');
    let words: Vec<&str> = options.words.iter().map(String::as_str).collect();
    let (wanted_month, wanted_year) = match words.as_slice() {
        [] => (None, None),
        [year] => (None, Some(*year)),
        [month, year] => (Some(*month), Some(*year)),
        _ => return call.show_usage().await,
    };
    if let Some(text) = wanted_year {
        match text.parse::<i64>() {
            Ok(number) if (1..=9999).contains(&number) => year = number,
            Ok(_) => {
                call.error(&format!("number {text} is not in 1..9999 range")).await;
                return 1;
            }
            Err(_) => {
                call.error(&format!("invalid number '{text}'")).await;
                return 1;
            }
        }
        whole |= wanted_month.is_none();
    }
    if let Some(text) = wanted_month {
        match text.parse::<usize>() {
            Ok(number) if (1..=12).contains(&number) => month = number,
            Ok(_) => {
                call.error(&format!("number {text} is not in 1..12 range")).await;
                return 1;
            }
            Err(_) => {
                call.error(&format!("invalid number '{text}'")).await;
                return 1;
            }
        }
    }
    if whole {
        return call.not_simulated("a whole year").await;
    }
    let title = format!("{} {year}", MONTHS[month - 1]);
    call.print_line(&format!("{}{title}", " ".repeat((WIDTH - title.len()) / 2))).await;
    call.print_line("Su Mo Tu We Th Fr Sa").await;
    for week in weeks(year, month) {
        // A row without days keeps its blanks.
        let row = if week.trim().is_empty() { "                     " } else { week.trim_end() };
        call.print_line(row).await;
    }
    call.finish(0).await
}

/// Six rows of a month.
fn weeks(year: i64, month: usize) -> Vec<String> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before: i64 = days[..month - 1].iter().sum();
    let elapsed = (year - 1) * 365 + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + before + 1;
    let first = elapsed % 7;
    (0..6)
        .map(|week| {
            let cells = (0..7).map(|day| match week * 7 + day - first + 1 {
                number if (1..=days[month - 1]).contains(&number) => format!("{number:2}"),
                _ => "  ".to_owned(),
            });
            cells.collect::<Vec<_>>().join(" ")
        })
        .collect()
}
