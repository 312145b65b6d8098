#include "output/json.h"

#include <cmath>
#include <locale>
#include <sstream>

namespace sige::bench {

namespace {

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        // Control characters have no place in the texts of this program.
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    result += '"';
    return result;
}

std::string padding(int indent) {
    return std::string(2 * indent, ' ');
}

}  // namespace

void Json::text(const std::string& key, const std::string& value) {
    fields_.push_back({key, quoted(value), {}, false});
}

void Json::integer(const std::string& key, int64_t value) {
    fields_.push_back({key, std::to_string(value), {}, false});
}

void Json::number(const std::string& key, std::optional<double> value, int decimals) {
    std::ostringstream stream;
    stream.imbue(std::locale::classic());
    stream.precision(15);
    const double scale = std::pow(10.0, decimals);
    if (value && std::isfinite(*value))
        stream << std::round(*value * scale) / scale;
    else
        stream << "null";
    fields_.push_back({key, stream.str(), {}, false});
}

void Json::object(const std::string& key, const Json& value) {
    fields_.push_back({key, "", {value}, false});
}

void Json::array(const std::string& key, const std::vector<Json>& values) {
    fields_.push_back({key, "", values, true});
}

std::string Json::str(int indent) const {
    std::string text(1, '{');
    for (size_t i = 0; i < fields_.size(); ++i)
        text.append(i > 0 ? ",\n" : "\n")
            .append(padding(indent + 1))
            .append(quoted(fields_[i].key))
            .append(": ")
            .append(str(fields_[i], indent + 1));
    return text.append("\n").append(padding(indent)).append("}");
}

std::string Json::str(const Field& field, int indent) {
    if (!field.is_array) return field.objects.empty() ? field.value : field.objects.front().str(indent);
    std::string text(1, '[');
    for (size_t i = 0; i < field.objects.size(); ++i)
        text.append(i > 0 ? ",\n" : "\n")
            .append(padding(indent + 1))
            .append(field.objects[i].str(indent + 1));
    if (!field.objects.empty()) text.append("\n").append(padding(indent));
    return text.append("]");
}

}  // namespace sige::bench
