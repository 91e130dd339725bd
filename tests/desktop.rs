//! The clipboard on real desktops: an X server and a Wayland compositor of its own for
//! each test, with `xclip` and `wl-clipboard` as the other programs that copy and paste.
//! What the terminal does with a copy is not repeated here.

#![cfg(feature = "outside-tests")]
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "desktop/copying.rs"]
mod copying;
#[path = "desktop/desk.rs"]
mod desk;
#[path = "desktop/holding.rs"]
mod holding;
#[path = "desktop/signing.rs"]
mod signing;

/// Makes each of these one test under X11 and one under Wayland.
macro_rules! on_both {
    ($($story:path as $name:ident;)*) => {
        mod x11 {
            $(#[test]
            fn $name() {
                crate::desk::within(crate::desk::Kind::X11, concat!("x11::", stringify!($name)), $story);
            })*
        }
        mod wayland {
            $(#[test]
            fn $name() {
                crate::desk::within(crate::desk::Kind::Wayland, concat!("wayland::", stringify!($name)), $story);
            })*
        }
    };
}

on_both! {
    crate::copying::copied_is_pasted as what_is_copied_is_what_another_program_pastes;
    crate::copying::long_is_pasted as a_long_text_arrives_whole;
    crate::copying::marked as a_copy_is_marked_as_a_secret_for_clipboard_histories;
    crate::copying::cleared as clearing_removes_what_was_copied;
    crate::copying::not_ours as clearing_leaves_what_another_program_copied_since;
    crate::copying::read as what_another_program_copied_is_read;
    crate::copying::too_large as more_than_a_mebibyte_is_not_read;
    crate::holding::served_then_gone as a_holder_serves_the_text_for_its_time_and_no_longer;
    crate::holding::secret_of_the_holder as a_holder_shows_the_text_in_no_argument_or_variable;
    crate::holding::gives_way as a_holder_ends_when_another_program_copies;
    crate::holding::nothing_to_hold as a_holder_leaves_what_another_program_copied_alone;
    crate::holding::dies_with_the_text as a_text_ends_with_its_holder;
    crate::signing::outlives as sign_leaves_its_token_on_the_clipboard;
    crate::holding::dies_with_the_desktop as a_holder_ends_with_the_desktop;
}

/// Without a desktop, and with programs in the place of the desktop's own.
mod bare {
    use crate::desk::{Kind, within};

    #[test]
    fn a_program_is_the_second_way() {
        within(Kind::Bare, "bare::a_program_is_the_second_way", crate::copying::through_a_program);
    }

    #[test]
    fn a_token_that_cannot_be_copied_is_not_printed() {
        within(Kind::Bare, "bare::a_token_that_cannot_be_copied_is_not_printed", crate::signing::nowhere);
    }

    #[test]
    fn the_terminal_is_the_last_way() {
        within(Kind::Bare, "bare::the_terminal_is_the_last_way", crate::copying::through_the_terminal);
    }
}
