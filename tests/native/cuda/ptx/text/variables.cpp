#include "cuda/ptx/text/variables.h"

#include <algorithm>
#include <cstring>

namespace sige::ptx {

Declaration read_declaration(Reader& reader) {
    Declaration declaration;
    bool has_type = false;
    while (reader.peek().text.starts_with(".")) {
        const std::string_view word = reader.take_word();
        if (word == ".align") {
            declaration.alignment = static_cast<uint32_t>(read_number(reader).bits);
        } else if (word == ".ptr" || word == ".global" || word == ".const" || word == ".shared") {
            // What a pointer among the parameters points to.
        } else if (parse_type(word.substr(1), declaration.type)) {
            has_type = true;
        } else {
            throw SyntaxError(reader.line(), "a declaration says '" + std::string(word) + "'");
        }
    }
    if (!has_type) throw SyntaxError(reader.line(), "a declaration has no type");
    declaration.name = reader.take_word();
    declaration.alignment = std::max(declaration.alignment, static_cast<uint32_t>(size_of(declaration.type)));
    while (reader.take_if("[")) {
        declaration.is_array_of_any_size = reader.is("]");
        declaration.elements *=
            declaration.is_array_of_any_size ? 0 : static_cast<uint32_t>(read_number(reader).bits);
        reader.expect("]");
    }
    return declaration;
}

std::vector<std::byte> read_initial(Reader& reader, const Declaration& declaration) {
    std::vector<std::byte> bytes(declaration.bytes());
    if (!reader.take_if("=")) return bytes;
    const bool is_list = reader.take_if("{");
    const size_t size = static_cast<size_t>(size_of(declaration.type));
    size_t at = 0;
    do {
        if (reader.peek().kind == TokenKind::word)
            throw SyntaxError(reader.line(), "a variable that begins as an address is not supported");
        if (at + size > bytes.size())
            throw SyntaxError(reader.line(), "a variable is given more than it holds");
        const uint64_t bits = read_number(reader).bits;
        std::memcpy(bytes.data() + at, &bits, size);
        at += size;
    } while (is_list && reader.take_if(","));
    if (is_list) reader.expect("}");
    return bytes;
}

}  // namespace sige::ptx
