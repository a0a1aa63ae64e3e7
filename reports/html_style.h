#ifndef REPORTS_HTML_STYLE_H
#define REPORTS_HTML_STYLE_H

/* The bytes of html.css, NUL-terminated; the build makes them (reports/CMakeLists.txt). */
extern const char html_style[];

#endif
