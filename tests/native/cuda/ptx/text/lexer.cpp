#include "cuda/ptx/text/lexer.h"

#include <cctype>

#include "cuda/ptx/machine/fault.h"

namespace sige::ptx {
namespace {

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || c == '%' || c == '.';
}

class Lexer final {
  public:
    explicit Lexer(std::string_view text) : text_(text) {}

    std::vector<Token> run() {
        for (skip_space(); at_ < text_.size(); skip_space()) tokens_.push_back(next());
        tokens_.push_back({TokenKind::end, {}, line_});
        return std::move(tokens_);
    }

  private:
    bool starts(std::string_view mark) const { return text_.substr(at_, mark.size()) == mark; }

    void skip_until(std::string_view mark) {
        const size_t end = std::min(text_.find(mark, at_), text_.size());
        for (; at_ < end; ++at_) line_ += text_[at_] == '\n';
    }

    void skip_space() {
        for (; at_ < text_.size(); ++at_) {
            if (starts("//")) skip_until("\n");
            if (starts("/*")) {
                skip_until("*/");
                ++at_;
                continue;
            }
            if (at_ >= text_.size() || !std::isspace(static_cast<unsigned char>(text_[at_]))) break;
            line_ += text_[at_] == '\n';
        }
    }

    Token next() {
        const size_t begin = at_;
        const char c = text_[at_];
        if (c == '"') {
            at_ = text_.find('"', at_ + 1);
            if (at_ == std::string_view::npos) throw SyntaxError(line_, "a string has no end");
            return {TokenKind::string, text_.substr(begin, ++at_ - begin), line_};
        }
        if (!is_word_character(c)) return {TokenKind::mark, text_.substr(at_++, 1), line_};
        while (at_ < text_.size() && (is_word_character(text_[at_]) || starts("::")))
            at_ += starts("::") ? 2 : 1;
        const bool is_number = std::isdigit(static_cast<unsigned char>(c)) != 0;
        return {is_number ? TokenKind::number : TokenKind::word, text_.substr(begin, at_ - begin), line_};
    }

    const std::string_view text_;
    size_t at_ = 0;
    int line_ = 1;
    std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
    return Lexer(text).run();
}

}  // namespace sige::ptx
