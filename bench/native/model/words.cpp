#include "model/words.h"

#include <charconv>
#include <locale>
#include <sstream>
#include <stdexcept>

namespace sige::bench {

namespace {

bool read_integer(const std::string& text, int64_t& value) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

/** A stream, for libc++ has no from_chars of floating-point numbers. */
bool read_number(const std::string& text, double& value) {
    std::istringstream stream(text);
    stream.imbue(std::locale::classic());
    return stream >> value && stream.eof();
}

}  // namespace

Words::Words(const std::string& line) : line_(line) {
    std::istringstream stream(line);
    stream >> kind_;
    for (std::string word; stream >> word;) {
        const size_t equals = word.find('=');
        if (equals != std::string::npos)
            values_.emplace(word.substr(0, equals), word.substr(equals + 1));
        else if (label_.empty() && values_.empty())
            label_ = word;
        else
            refuse("the word '" + word + "' has no '='");
    }
}

const std::string& Words::text(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) refuse("there is no '" + key + "='");
    return found->second;
}

std::string Words::text(const std::string& key, const std::string& otherwise) const {
    return has(key) ? text(key) : otherwise;
}

int64_t Words::integer(const std::string& key) const {
    int64_t value = 0;
    if (!read_integer(text(key), value)) refuse("'" + key + "=" + text(key) + "' is no integer");
    return value;
}

int64_t Words::integer(const std::string& key, int64_t otherwise) const {
    return has(key) ? integer(key) : otherwise;
}

double Words::number(const std::string& key) const {
    double value = 0;
    if (!read_number(text(key), value)) refuse("'" + key + "=" + text(key) + "' is no number");
    return value;
}

std::vector<std::string> Words::all(const std::string& key) const {
    std::vector<std::string> found;
    const auto [begin, end] = values_.equal_range(key);
    for (auto value = begin; value != end; ++value) found.push_back(value->second);
    return found;
}

std::vector<int64_t> Words::integers(const std::string& text, char separator) const {
    std::vector<int64_t> values;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) {
        values.emplace_back();
        if (!read_integer(part, values.back())) refuse("'" + part + "' is no integer");
    }
    return values;
}

void Words::refuse(const std::string& sentence) const {
    throw std::runtime_error("In the line '" + line_.substr(0, 120) + "' of the shape file " + sentence +
                             ".");
}

}  // namespace sige::bench
