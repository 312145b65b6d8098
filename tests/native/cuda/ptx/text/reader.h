// Goes through the tokens of a text.
#pragma once

#include <string>

#include "cuda/ptx/machine/fault.h"
#include "cuda/ptx/text/lexer.h"

namespace sige::ptx {

class Reader final {
  public:
    explicit Reader(std::string_view text) : tokens_(tokenize(text)) {}

    const Token& peek(size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
    bool at_end() const { return peek().kind == TokenKind::end; }
    int line() const { return peek().line; }
    bool is(std::string_view text) const { return peek().text == text; }

    Token take() {
        if (at_end()) throw SyntaxError(line(), "the text ends too early");
        return tokens_[at_++];
    }
    bool take_if(std::string_view text) {
        const bool found = is(text);
        if (found) ++at_;
        return found;
    }
    void expect(std::string_view text) {
        if (!take_if(text))
            throw SyntaxError(
                line(), "expected '" + std::string(text) + "', found '" + std::string(peek().text) + "'");
    }
    std::string_view take_word() {
        if (at_end()) return take().text;
        if (peek().kind != TokenKind::word)
            throw SyntaxError(line(), "expected a name, found '" + std::string(peek().text) + "'");
        return take().text;
    }
    void skip_statement() {
        while (!is(";")) take();
        take();
    }

  private:
    std::vector<Token> tokens_;
    size_t at_ = 0;
};

}  // namespace sige::ptx
