//! Where everything stands on a screen of a given size: one pure function that
//! update and drawing share. Drawing learns nothing.

use ratatui::layout::Rect;

use super::pane::Pane;

/// How the panes share the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Two columns with room.
    Full,
    /// Two columns, header and keys shrunk to their summaries.
    Compact,
    /// One pane at a time under a line of tabs.
    Single,
    /// Too small: a sentence that says so.
    TooSmall,
}

/// The places of everything on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrangement {
    /// Which layout it is.
    pub layout: Layout,
    /// The whole screen.
    pub screen: Rect,
    /// The line with the product's name.
    pub title: Rect,
    /// The verdict line.
    pub verdict: Rect,
    /// The line of tabs, with [`Layout::Single`] only.
    pub tabs: Rect,
    /// Each pane with its border; an empty place is not drawn.
    pub panes: [Rect; 6],
    /// The line for notices.
    pub notice: Rect,
    /// One or two lines of keys.
    pub footer: Rect,
}

/// What the arrangement depends on beside the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishes {
    /// The pane with the focus.
    pub focus: Pane,
    /// That pane alone.
    pub zoom: bool,
    /// Rows that each pane's content would like, without its border.
    pub content: [usize; 6],
}

impl Arrangement {
    /// Arranges a screen of `width` × `height` cells.
    pub fn of(width: u16, height: u16, wishes: &Wishes) -> Self {
        let screen = Rect::new(0, 0, width, height);
        let mut all = Self {
            layout: layout(width, height),
            screen,
            title: Rect::ZERO,
            verdict: Rect::ZERO,
            tabs: Rect::ZERO,
            panes: [Rect::ZERO; 6],
            notice: Rect::ZERO,
            footer: Rect::ZERO,
        };
        if all.layout == Layout::TooSmall {
            return all;
        }
        let line = |y: u16, height: u16| Rect { x: 0, y, width, height };
        let footer = if all.layout == Layout::Full || (all.layout == Layout::Compact && height >= 24) { 2 } else { 1 };
        // A narrow screen has no room for the sentence beside word and time.
        let verdict = if all.layout == Layout::Single && height >= 12 { 2 } else { 1 };
        let tabs = u16::from(all.layout == Layout::Single);
        all.title = line(0, 1);
        all.verdict = line(1, verdict);
        all.tabs = line(1 + verdict, tabs);
        all.footer = line(height.saturating_sub(footer), footer);
        all.notice = line(height.saturating_sub(footer + 1), 1);
        let above = 1 + verdict + tabs;
        let body = line(above, height.saturating_sub(above + footer + 1));
        if wishes.zoom || all.layout == Layout::Single {
            all.set(wishes.focus, body);
        } else {
            all.columns(body, wishes);
        }
        all
    }

    /// The place of a pane, if it is on screen.
    pub fn pane(&self, pane: Pane) -> Option<Rect> {
        self.panes.get(pane.index()).copied().filter(|place| !place.is_empty())
    }

    /// The room within a pane's border.
    pub fn inner(&self, pane: Pane) -> Rect {
        let place = self.pane(pane).unwrap_or(Rect::ZERO);
        Rect {
            x: place.x.saturating_add(2),
            y: place.y.saturating_add(1),
            width: place.width.saturating_sub(4),
            height: place.height.saturating_sub(2),
        }
    }

    /// The pane at a cell.
    pub fn hit(&self, x: u16, y: u16) -> Option<Pane> {
        Pane::ALL.into_iter().find(|&pane| self.pane(pane).is_some_and(|place| place.contains((x, y).into())))
    }

    fn set(&mut self, pane: Pane, place: Rect) {
        if let Some(slot) = self.panes.get_mut(pane.index()) {
            *slot = place;
        }
    }

    fn columns(&mut self, body: Rect, wishes: &Wishes) {
        let left = body.width / 2 - u16::from(body.width >= 100) * 2;
        let full = self.layout == Layout::Full;
        // Rows with border: the least, and what is liked without the focus.
        let left_shares = [share(Pane::Header, 3, if full { 8 } else { 3 }), share(Pane::Payload, 5, u16::MAX)];
        let right_shares = [
            share(Pane::Signing, 3, if full { 6 } else { 3 }),
            share(Pane::Public, 3, if full { 6 } else { 3 }),
            share(Pane::Token, 3, if full { 9 } else { 6 }),
            share(Pane::Checks, 3, u16::MAX),
        ];
        self.column(Rect { width: left, ..body }, &left_shares, wishes);
        let right = Rect { x: body.x + left, width: body.width - left, ..body };
        self.column(right, &right_shares, wishes);
    }

    fn column(&mut self, place: Rect, shares: &[Share], wishes: &Wishes) {
        let wish = |pane: Pane| {
            let rows = wishes.content.get(pane.index()).copied().unwrap_or_default();
            u16::try_from(rows.saturating_add(2)).unwrap_or(u16::MAX)
        };
        let mut heights: Vec<u16> = shares.iter().map(|share| share.least).collect();
        let mut free = place.height.saturating_sub(heights.iter().sum());
        let focused = shares.iter().position(|share| share.pane == wishes.focus);
        let mut grow = |at: usize, wanted: u16, free: &mut u16| {
            if let Some(height) = heights.get_mut(at) {
                let more = wanted.saturating_sub(*height).min(*free);
                *height += more;
                *free -= more;
            }
        };
        // First the focus, then what each likes, then the last pane takes the rest.
        if let Some(at) = focused {
            grow(at, wish(wishes.focus), &mut free);
        }
        for (at, share) in shares.iter().enumerate() {
            grow(at, share.liked.min(wish(share.pane).max(share.least)), &mut free);
        }
        for at in (0..shares.len()).rev() {
            grow(at, u16::MAX, &mut free);
        }
        let mut y = place.y;
        for (share, height) in shares.iter().zip(heights) {
            self.set(share.pane, Rect { y, height, ..place });
            y += height;
        }
    }
}

struct Share {
    pane: Pane,
    least: u16,
    liked: u16,
}

const fn share(pane: Pane, least: u16, liked: u16) -> Share {
    Share { pane, least, liked }
}

const fn layout(width: u16, height: u16) -> Layout {
    if width < 40 || height < 10 {
        Layout::TooSmall
    } else if width < 72 || height < 20 {
        Layout::Single
    } else if width < 100 || height < 30 {
        Layout::Compact
    } else {
        Layout::Full
    }
}

#[cfg(test)]
mod tests {
    use super::Layout::{Compact, Full, Single, TooSmall};
    use super::*;

    const WISHES: Wishes = Wishes { focus: Pane::Payload, zoom: false, content: [4, 9, 4, 6, 7, 4] };

    fn rows(width: u16, height: u16, focus: Pane) -> [(u16, u16); 6] {
        Arrangement::of(width, height, &Wishes { focus, ..WISHES }).panes.map(|place| (place.y, place.height))
    }

    #[test]
    fn the_layouts_change_at_the_sizes_of_the_contract() {
        let layouts =
            [(120, 36), (100, 30), (99, 30), (100, 29), (72, 20), (71, 20), (72, 19), (40, 10), (39, 10), (40, 9)]
                .map(|(width, height)| layout(width, height));
        assert_eq!(layouts, [Full, Full, Compact, Compact, Compact, Single, Single, Single, TooSmall, TooSmall]);
    }

    #[test]
    fn two_columns_fill_the_screen_with_room_and_without() {
        assert_eq!(rows(120, 36, Pane::Payload), [(2, 6), (8, 25), (2, 6), (8, 6), (14, 9), (23, 10)]);
        assert_eq!(rows(80, 24, Pane::Payload), [(2, 3), (5, 16), (2, 3), (5, 3), (8, 6), (14, 7)]);
    }

    #[test]
    fn the_focused_pane_gets_the_room_it_needs() {
        assert_eq!(rows(80, 24, Pane::Header)[..2], [(2, 6), (8, 13)]);
        assert_eq!(rows(80, 24, Pane::Public)[2..], [(2, 3), (5, 8), (13, 5), (18, 3)]);
    }

    #[test]
    fn zoom_and_small_screens_show_one_pane() {
        let zoomed = Arrangement::of(120, 36, &Wishes { zoom: true, ..WISHES });
        assert_eq!(zoomed.panes.iter().filter(|place| !place.is_empty()).count(), 1);
        assert_eq!(zoomed.pane(Pane::Payload), Some(Rect::new(0, 2, 120, 31)));
        assert_eq!(Arrangement::of(40, 12, &WISHES).pane(Pane::Payload), Some(Rect::new(0, 4, 40, 6)));
    }

    #[test]
    fn no_size_overflows_and_no_two_panes_overlap() {
        for width in 0..140_u16 {
            for height in 0..60_u16 {
                for focus in Pane::ALL {
                    let all = Arrangement::of(width, height, &Wishes { focus, ..WISHES });
                    let places: Vec<Rect> = all.panes.into_iter().filter(|place| !place.is_empty()).collect();
                    for (at, place) in places.iter().enumerate() {
                        assert_eq!(place.intersection(all.screen), *place, "{width}x{height} {focus:?}");
                        assert!(
                            places[at + 1..].iter().all(|other| !place.intersects(*other)),
                            "{width}x{height} {focus:?}"
                        );
                    }
                }
            }
        }
    }
}
