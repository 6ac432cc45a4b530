//! Elastic tab stops, as Go's `text/tabwriter` sets them: columns of neighbouring lines are as wide as their widest cell. It
//! must not know what is in the columns.

/// Blanks between columns.
const PADDING: usize = 2;

/// Sets a text whose cells end with tabs. What follows a line's last tab is in no column.
#[must_use]
pub fn align(text: &str) -> String {
    let lines: Vec<Vec<&str>> = text.split('\n').map(|line| line.split('\t').collect()).collect();
    let mut widths: Vec<Vec<usize>> = lines.iter().map(|line| vec![0; line.len().saturating_sub(1)]).collect();
    let deepest = widths.iter().map(Vec::len).max().unwrap_or(0);
    for column in 0..deepest {
        let mut start = 0;
        while start < lines.len() {
            if widths[start].len() <= column {
                start += 1;
                continue;
            }
            let mut end = start;
            let mut width = PADDING;
            while end < lines.len() && widths[end].len() > column {
                width = width.max(lines[end][column].chars().count() + PADDING);
                end += 1;
            }
            for line in &mut widths[start..end] {
                line[column] = width;
            }
            start = end;
        }
    }
    let mut out = String::new();
    for (index, (line, widths)) in lines.iter().zip(&widths).enumerate() {
        for (column, cell) in line.iter().enumerate() {
            out.push_str(cell);
            if let Some(width) = widths.get(column) {
                out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count())));
            }
        }
        if index + 1 < lines.len() {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_column() {
        assert_eq!(align("a:\tb\nccc:\td\n\ne:\t\n"), "a:    b\nccc:  d\n\ne:  \n");
        assert_eq!(align("x\ty\tz\nlong\tq\tr"), "x     y  z\nlong  q  r");
    }
}
