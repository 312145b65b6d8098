#include "cuda/ptx/text/operand.h"

#include <charconv>

namespace sige::ptx {
namespace {

uint64_t parse_digits(std::string_view digits, int base, int line) {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc() || end != digits.data() + digits.size())
        throw SyntaxError(line, "'" + std::string(digits) + "' is no number");
    return value;
}

bool starts_with_either(std::string_view text, std::string_view a, std::string_view b) {
    return text.substr(0, 2) == a || text.substr(0, 2) == b;
}

Operand read_address(Reader& reader) {
    Operand address;
    address.kind = Operand::Kind::address;
    address.items.push_back(read_operand(reader));
    if (reader.is("+") || reader.is("-")) {
        const bool negative = reader.take().text == "-";
        const int64_t offset = static_cast<int64_t>(read_number(reader).bits);
        address.offset = negative ? -offset : offset;
    }
    reader.expect("]");
    return address;
}

}  // namespace

Number read_number(Reader& reader) {
    const bool negative = reader.take_if("-");
    const Token token = reader.take();
    if (token.kind != TokenKind::number)
        throw SyntaxError(token.line, "'" + std::string(token.text) + "' is no number");
    const std::string_view text = token.text;
    if (starts_with_either(text, "0f", "0F"))
        return {NumberKind::float32, parse_digits(text.substr(2), 16, token.line)};
    if (starts_with_either(text, "0d", "0D"))
        return {NumberKind::float64, parse_digits(text.substr(2), 16, token.line)};
    const uint64_t value = starts_with_either(text, "0x", "0X") ? parse_digits(text.substr(2), 16, token.line)
                                                                : parse_digits(text, 10, token.line);
    return {NumberKind::integer, negative ? 0 - value : value};
}

Operand read_operand(Reader& reader) {
    Operand operand;
    if (reader.take_if("[")) return read_address(reader);
    if (reader.take_if("{")) {
        operand.kind = Operand::Kind::list;
        do operand.items.push_back(read_operand(reader));
        while (reader.take_if(","));
        reader.expect("}");
    } else if (reader.peek().kind == TokenKind::number || reader.is("-")) {
        operand.kind = Operand::Kind::number;
        operand.number = read_number(reader);
    } else {
        operand.name = reader.take_word();
    }
    return operand;
}

}  // namespace sige::ptx
