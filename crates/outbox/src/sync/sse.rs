//! Server-sent events out of bytes (HTML Living Standard §9.2): no I/O, only what this device reads of them.
//!
//! Comments, `id` and `retry` are passed over. Memory is bounded by one short event, whatever comes.

/// The longest line, and the longest data of one event, in bytes: a position is a few digits.
const LONGEST: usize = 1024;

/// A line or an event that is too long to be one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Reads events from bytes as they arrive.
#[derive(Debug, Default)]
pub(crate) struct EventReader {
    line: Vec<u8>,
    event: String,
    data: String,
    after_return: bool,
}

impl EventReader {
    /// Takes the next bytes and hands name and data of each event that became whole to `each`.
    pub(crate) fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(&str, &str)) -> Result<(), TooLong> {
        for byte in bytes {
            let ends = *byte == b'\r' || (*byte == b'\n' && !self.after_return);
            let is_second_half = *byte == b'\n' && self.after_return;
            self.after_return = *byte == b'\r';
            if ends {
                self.end_line(&mut each)?;
            } else if !is_second_half {
                self.line.push(*byte);
            }
            if self.line.len() > LONGEST {
                return Err(TooLong);
            }
        }
        Ok(())
    }

    fn end_line(&mut self, each: &mut impl FnMut(&str, &str)) -> Result<(), TooLong> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        if line.is_empty() {
            self.dispatch(each);
            return Ok(());
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            _ => {}
        }
        if self.data.len() > LONGEST { Err(TooLong) } else { Ok(()) }
    }

    fn dispatch(&mut self, each: &mut impl FnMut(&str, &str)) {
        if !self.data.is_empty() {
            each(&self.event, self.data.trim_end_matches('\n'));
        }
        self.event.clear();
        self.data.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_out_however_lines_end_and_bytes_are_cut() {
        for text in
            ["event: changes\ndata: {}\n\n", "event:changes\r\ndata:{}\r\n\r\n", ": hm\revent: changes\rdata: {}\r\r"]
        {
            for pieces in 1..text.len() {
                let (mut reader, mut heard) = (EventReader::default(), Vec::new());
                for piece in text.as_bytes().chunks(pieces) {
                    let read = reader.feed(piece, |event, data| heard.push((event.to_owned(), data.to_owned())));
                    assert_eq!(read, Ok(()));
                }
                assert_eq!(heard, [("changes".to_owned(), "{}".to_owned())], "{text:?} in {pieces}");
            }
        }
    }

    #[test]
    fn an_event_without_data_is_none_and_an_unfinished_one_waits() {
        let mut heard = 0;
        let read = EventReader::default().feed(b"event: changes\n\ndata: 1\n", |_, _| heard += 1);
        assert_eq!((read, heard), (Ok(()), 0));
    }

    #[test]
    fn a_line_or_an_event_without_end_is_refused() {
        assert_eq!(EventReader::default().feed(&[b'x'; 2000], |_, _| {}), Err(TooLong));
        assert_eq!(EventReader::default().feed(&b"data: xxxxxxxxxx\n".repeat(200), |_, _| {}), Err(TooLong));
        assert_eq!(EventReader::default().feed(&b": heartbeat\n".repeat(2000), |_, _| {}), Ok(()));
    }
}
