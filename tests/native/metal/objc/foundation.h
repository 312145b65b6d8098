// Foundation's classes that Metal gives or takes.
#pragma once

#include <vector>

#include "metal/objc/object.h"

namespace sige::objc_double {

class String final : public Object {
  public:
    explicit String(std::string text);
    const std::string& text() const { return text_; }

  private:
    const std::string text_;
};

class Error final : public Object {
  public:
    Error(Integer code, std::string sentence);
    Integer code() const { return code_; }
    const std::string& sentence() const { return sentence_; }

  private:
    const Integer code_;
    const std::string sentence_;
};

class Array final : public Object {
  public:
    // Takes over a reference to each.
    explicit Array(std::vector<Object*> objects);
    const std::vector<Object*>& objects() const { return objects_; }

  private:
    void let_go() override;

    std::vector<Object*> objects_;
};

}  // namespace sige::objc_double
