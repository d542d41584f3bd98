//! The style sheets: of the page, and of a picture that stands alone. Colours are CSS variables, given once for each mode.

use crate::chart::style_rules;

/// Of the page.
pub(crate) fn page_style() -> String {
    format!(
        "{}\n@media (prefers-color-scheme:dark){{{DARK}}}\n@media (forced-colors:active){{{FORCED}}}\n{PAGE}\n{}",
        root(LIGHT),
        style_rules()
    )
}

/// Of a picture: its colours follow the reader's mode where the viewer tells it.
pub(crate) fn picture_style() -> String {
    format!(
        "{}\n@media (prefers-color-scheme:dark){{{DARK}}}\ntext{{font-variant-numeric:tabular-nums}}\n{}",
        root(LIGHT),
        style_rules()
    )
}

fn root(variables: &str) -> String {
    format!(":root{{{variables}}}")
}

const LIGHT: &str = "\
--ink:#1f2328;--muted:#59636e;--grid:#d1d9e0;--zero:#8c959f;--tile:#f3f5f8;--card:#fff;--user:#7d8894;--page:#fff;\
--accent:#0072b2;--link:#0060a0;--good:#00694d;--warn:#fff7e6;--warn-edge:#e69f00;\
--m0:#0072b2;--m1:#d55e00;--m2:#009e73;--m3:#cc79a7;--m4:#e69f00;--m5:#56b4e9;--m6:#4f5b67;--m7:#8f7a00";

const DARK: &str = ":root{\
--ink:#f0f6fc;--muted:#9ca5af;--grid:#30373f;--zero:#6e7883;--tile:#161b22;--card:#0d1117;--user:#8b96a3;--page:#0d1117;\
--accent:#4aa8e8;--link:#6cb8f0;--good:#3fc99b;--warn:#241c0a;--warn-edge:#b98200;\
--m0:#3d9fe0;--m1:#f0803c;--m2:#1fbf92;--m3:#e09ac2;--m4:#f0b429;--m5:#8fd0f5;--m6:#c4ccd4;--m7:#d3bd3a}";

const FORCED: &str = ":root{\
--ink:CanvasText;--muted:CanvasText;--grid:GrayText;--zero:CanvasText;--tile:Canvas;--card:Canvas;--user:GrayText;\
--page:Canvas;--accent:LinkText;--link:LinkText;--good:CanvasText;--warn:Canvas;--warn-edge:CanvasText;\
--m0:CanvasText;--m1:CanvasText;--m2:CanvasText;--m3:CanvasText;--m4:CanvasText;--m5:CanvasText;--m6:CanvasText;\
--m7:CanvasText}";

const PAGE: &str = include_str!("page.css");
