#include "store/search_key.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace credex::store {
namespace {

constexpr std::size_t k_most_name = 1500;
constexpr std::size_t k_most_address = 500;
constexpr std::int64_t k_page = 250;
constexpr std::size_t k_most_compared = 200;
static_assert(k_most_name + 1 + k_most_address <= k_longest_key);

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) (out += out.empty() ? "" : " ") += word;
  return out;
}

}  // namespace

std::string learner_key(std::string_view name, std::string_view email) {
  std::string out = utf8_prefix(joined(name_words(name)), k_most_name);
  if (!email.empty()) out += (out.empty() ? "" : " ") + utf8_prefix(folded(email), k_most_address);
  return out;
}

std::vector<std::string> wanted_words(std::string_view text) {
  std::vector<std::string> all;
  const std::string plain = folded(text);
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t end = std::min(plain.find(' ', at), plain.size());
    const std::string part = plain.substr(at, end - at);
    if (part.find('@') != std::string::npos) {
      all.push_back(part);
    } else {
      for (std::string& word : name_words(part)) all.push_back(std::move(word));
    }
    at = end + 1;
  }
  if (all.size() > k_most_compared) return all;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool is_said = false;
    for (std::size_t j = 0; j < all.size() && !is_said; ++j)
      is_said = j != i && all[j].find(all[i]) != std::string::npos && (all[j] != all[i] || j < i);
    if (!is_said) out.push_back(all[i]);
  }
  return out;
}

std::string containing(std::string_view text) {
  std::string out = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

void fill_learner_keys(Tx& tx) {
  std::string after;
  for (;;) {
    const auto rows = tx.query("SELECT id, learner_name, learner_email FROM award WHERE id > ?1 ORDER BY id LIMIT ?2",
                               {after, k_page});
    if (rows.empty()) return;
    // One statement a page: a way to PostgreSQL and back for each row would be most of the time.
    std::string values;
    std::vector<Cell> cells;
    cells.reserve(rows.size() * 2);
    for (const Row& row : rows) {
      cells.emplace_back(row.text(0));
      cells.emplace_back(learner_key(row.text(1), row.text(2)));
      values += (values.empty() ? "(?" : ", (?") + std::to_string(cells.size() - 1) + ", ?" +
                std::to_string(cells.size()) + ")";
    }
    tx.execute("WITH made(id, learner_key) AS (VALUES " + values +
                   ") UPDATE award SET learner_key = made.learner_key FROM made WHERE award.id = made.id",
               cells);
    after = rows.back().text(0);
  }
}

}  // namespace credex::store
