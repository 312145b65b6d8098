/** A line of a shape file: its kind and words `key=value`. */
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sige::bench {

/** One line, read word by word. A word that is asked for and is not there, or is no number, throws a sentence
 * that quotes the line. */
class Words {
  public:
    explicit Words(const std::string& line);

    /** The first word, which says what the line is. */
    const std::string& kind() const { return kind_; }

    /** The second word where it has no key: a number or a name. */
    const std::string& label() const { return label_; }

    bool has(const std::string& key) const { return values_.count(key) > 0; }
    const std::string& text(const std::string& key) const;
    std::string text(const std::string& key, const std::string& otherwise) const;
    int64_t integer(const std::string& key) const;
    int64_t integer(const std::string& key, int64_t otherwise) const;
    double number(const std::string& key) const;
    bool flag(const std::string& key) const { return integer(key, 0) != 0; }

    /** The values of a key that stands several times, in their order. */
    std::vector<std::string> all(const std::string& key) const;

    /** The parts of a text between separators, as integers. */
    std::vector<int64_t> integers(const std::string& text, char separator = ',') const;

    /** Throws with a sentence and the line. */
    [[noreturn]] void refuse(const std::string& sentence) const;

  private:
    std::string line_, kind_, label_;
    std::multimap<std::string, std::string> values_;
};

}  // namespace sige::bench
