// Seeds a named mistake in the text of a kernel, to see whether tests notice.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sige::ptx {

struct Mutation {
    std::string kernel;
    std::string name;  // of the mistake
    int nth = 1;       // of the places of the kernel where it can be made, from 1
};

// "kernel:name:nth", as the environment gives it.
std::optional<Mutation> parse_mutation(std::string_view text);
std::string text_of(const Mutation& mutation);
// All that can be made in a text.
std::vector<Mutation> mutations_of(std::string_view text);
// The text with the mistake; none if there is no such kernel or place.
std::optional<std::string> mutate(std::string_view text, const Mutation& mutation);
// The line of the text that the mistake is made in, and what stands there then.
struct Change {
    int line = 0;
    std::string before, after;
};
std::optional<Change> change_of(std::string_view text, const Mutation& mutation);

}  // namespace sige::ptx
