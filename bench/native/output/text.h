/** What both tables, of measurements and of predictions, are written with. */
#pragma once

#include <cstdio>
#include <string>

namespace sige::bench {

inline double milliseconds(double seconds) {
    return 1e3 * seconds;
}

/** A line of a table by a format of printf; what passes 511 characters is cut. */
std::string line(const char* format, auto... values) {
    char text[512];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

}  // namespace sige::bench
