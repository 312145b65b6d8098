// Words, numbers and marks of a PTX text.
#pragma once

#include <string_view>
#include <vector>

namespace sige::ptx {

enum class TokenKind { word, number, mark, string, end };

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text;
    int line = 0;
};

// Comments and space are left out; the last token is an end. Throws SyntaxError.
std::vector<Token> tokenize(std::string_view text);

}  // namespace sige::ptx
