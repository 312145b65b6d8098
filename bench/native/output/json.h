/** Writes JSON with one field a line, as Sige.Bench does. */
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sige::bench {

/** An object in the making. */
class Json {
  public:
    void text(const std::string& key, const std::string& value);
    void integer(const std::string& key, int64_t value);
    /** Rounded to so many decimals; null for none and for what is not finite. */
    void number(const std::string& key, std::optional<double> value, int decimals = 3);
    void object(const std::string& key, const Json& value);
    void array(const std::string& key, const std::vector<Json>& values);

    /** The object; its lines but the first are indented by so many steps more than their own. */
    std::string str(int indent = 0) const;

  private:
    /** A key with a finished value, or with the objects of an array or of a single one. */
    struct Field {
        std::string key, value;
        std::vector<Json> objects;
        bool is_array;
    };

    static std::string str(const Field& field, int indent);

    std::vector<Field> fields_;
};

}  // namespace sige::bench
