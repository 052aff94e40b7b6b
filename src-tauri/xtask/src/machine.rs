//! What kind of machine this is.

use std::fs;

/// How packages are installed here, if at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    Debian,
    Ubuntu,
    /// A Linux whose package names we do not know.
    OtherLinux,
    /// macOS or Windows: the system brings its own web view.
    NotLinux,
}

impl Machine {
    pub fn here() -> Self {
        if !cfg!(target_os = "linux") {
            return Self::NotLinux;
        }
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        Self::from_os_release(&release)
    }

    fn from_os_release(text: &str) -> Self {
        let value = |key: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
                .map(|value| value.trim_matches('"').to_lowercase())
                .unwrap_or_default()
        };
        let (id, like) = (value("ID"), value("ID_LIKE"));
        let is = |name: &str| id == name || like.split_whitespace().any(|word| word == name);
        if is("ubuntu") {
            Self::Ubuntu
        } else if is("debian") {
            Self::Debian
        } else {
            Self::OtherLinux
        }
    }

    pub fn has_apt(self) -> bool {
        matches!(self, Self::Debian | Self::Ubuntu)
    }
}

#[cfg(test)]
mod tests {
    use super::Machine;

    #[test]
    fn distributions_are_told_apart() {
        let of = Machine::from_os_release;
        assert_eq!(of("ID=debian\nVERSION_ID=\"12\""), Machine::Debian);
        assert_eq!(of("ID=ubuntu\nID_LIKE=debian"), Machine::Ubuntu);
        assert_eq!(of("ID=linuxmint\nID_LIKE=\"ubuntu debian\""), Machine::Ubuntu);
        assert_eq!(of("ID=raspbian\nID_LIKE=debian"), Machine::Debian);
        assert_eq!(of("ID=fedora"), Machine::OtherLinux);
        assert_eq!(of(""), Machine::OtherLinux);
    }
}
