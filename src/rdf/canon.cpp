// RDFC-1.0, W3C Recommendation 2024-05-21. Labels of steps: ca = 4.4.3 Canonicalization Algorithm,
// h1dq = 4.6.3 Hash First Degree Quads, hrbn = 4.7.3 Hash Related Blank Node, hndq = 4.8.3 Hash N-Degree Quads.
#include "rdf/canon.h"

#include <algorithm>
#include <map>
#include <optional>

#include "rdf/nquads.h"

namespace credex::rdf {
namespace {

void hex_into(std::string& out, const Sha256& hash) {
  static constexpr char k_digits[] = "0123456789abcdef";
  out.resize(64);
  for (std::size_t i = 0; i < 32; ++i) {
    out[2 * i] = k_digits[hash[i] >> 4];
    out[2 * i + 1] = k_digits[hash[i] & 15];
  }
}

/// Section 4.5, Issue Identifier: labels given out in order under one prefix.
class Issuer {
 public:
  explicit Issuer(const char* prefix) : prefix_{prefix} {}

  const std::string* find(TermId node) const {
    for (const auto& [known, label] : issued_) {
      if (known == node) return &label;
    }
    return nullptr;
  }
  const std::string& issue(TermId node) {
    if (const std::string* known = find(node)) return *known;
    issued_.emplace_back(node, prefix_ + std::to_string(issued_.size()));
    return issued_.back().second;
  }
  const std::vector<std::pair<TermId, std::string>>& issued() const { return issued_; }

 private:
  const char* prefix_;
  std::vector<std::pair<TermId, std::string>> issued_;
};

/// Canonicalises one dataset after another, keeping its buffers: an issuer does thousands.
class Canoniser {
 public:
  Result<Canonical> run(const Dataset& dataset, const CanonOptions& options) {
    data_ = &dataset;
    options_ = options;
    node_count_ = 0;
    shared_.clear();
    issued_ = 0;
    calls_ = 0;
    index_blank_nodes();
    issue_simple();
    if (!issue_shared()) {
      return Error{.code = "rdf.canon.too_complex",
                   .message = "the blank nodes of this dataset are so alike that canonicalising it takes more than " +
                              std::to_string(options_.limits.max_calls) + " steps",
                   .remedy = "give its nodes identifiers of their own; no credential is built like this"};
    }
    return finish();
  }

 private:
  struct Node {
    TermId id{};
    std::vector<std::uint32_t> quads{};
    std::string first_degree{};
    std::string canonical{};
  };
  const Dataset& dataset() const { return *data_; }
  std::span<Node> nodes() { return {nodes_.data(), node_count_}; }

  // A term as N-Quads writes it. IRIs, which are most, go straight into the line.
  void put_term(TermId id) {
    const Term& term = dataset().term(id);
    if (term.kind == TermKind::iri) {
      scratch_ += '<';
      scratch_ += term.value;
      scratch_ += '>';
    } else {
      append_term(scratch_, dataset(), id);
    }
  }

  // ca.2: note, for every blank node, the quads it occurs in. ca.3: its first-degree hash; this depends on nothing that
  // later steps change.
  void index_blank_nodes() {
    node_of_.assign(dataset().term_count(), k_no_node);
    const auto quads = dataset().quads();
    for (std::uint32_t i = 0; i < quads.size(); ++i) {
      const Quad& quad = quads[i];
      note(quad.subject, i);
      note(quad.object, i);
      note(quad.graph, i);
    }
    for (Node& node : nodes()) hash_first_degree(node);
  }
  void note(TermId id, std::uint32_t quad) {
    if (!dataset().is_blank(id)) return;
    std::uint32_t& index = node_of_[static_cast<std::size_t>(id)];
    if (index == k_no_node) {
      index = static_cast<std::uint32_t>(node_count_++);
      if (index == nodes_.size()) nodes_.emplace_back();
      Node& fresh = nodes_[index];
      fresh.id = id;
      fresh.quads.clear();
      fresh.canonical.clear();
    }
    auto& quads_of = nodes_[index].quads;
    if (quads_of.empty() || quads_of.back() != quad) quads_of.push_back(quad);
  }
  Node& node(TermId id) { return nodes_[node_of_[static_cast<std::size_t>(id)]]; }

  std::string hash(std::string_view text) const {
    if (options_.hash == HashAlgorithm::sha256) return hex(sha256(text));
    return hex(digest(options_.hash, as_bytes(text)));
  }

  // 4.6.3: the node itself is _:a, every other blank node _:z; sorted lines are hashed.
  void hash_first_degree(Node& node) {
    lines_.clear();
    scratch_.clear();
    for (const std::uint32_t index : node.quads) {
      const Quad& quad = dataset().quads()[index];
      const std::size_t start = scratch_.size();
      const auto put = [&](TermId id) {
        if (dataset().is_blank(id)) {
          scratch_ += id == node.id ? "_:a" : "_:z";
        } else {
          put_term(id);
        }
        scratch_ += ' ';
      };
      put(quad.subject);
      put(quad.predicate);
      put(quad.object);
      if (quad.graph != TermId::none) put(quad.graph);
      scratch_ += ".\n";
      lines_.emplace_back(start, scratch_.size() - start);
    }
    const std::string_view lines = sorted_lines();
    if (options_.hash == HashAlgorithm::sha256) {
      hex_into(node.first_degree, sha256(lines));
    } else {
      node.first_degree = hash(lines);
    }
  }

  // The lines noted in `lines_`, sorted by code point (which is UTF-8 byte order) and joined.
  std::string_view sorted_lines() {
    if (lines_.size() > 1) {
      const std::string_view all = scratch_;
      std::sort(lines_.begin(), lines_.end(), [&](const auto& a, const auto& b) {
        return all.substr(a.first, a.second) < all.substr(b.first, b.second);
      });
      joined_.clear();
      joined_.reserve(scratch_.size());
      for (const auto& [start, size] : lines_) joined_.append(scratch_, start, size);
      return joined_;
    }
    return scratch_;
  }

  // ca.4: hashes that belong to one node only give their labels first, in the order of the hashes.
  void issue_simple() {
    std::vector<Node*>& order = order_;
    order.clear();
    for (Node& node : nodes()) order.push_back(&node);
    std::sort(order.begin(), order.end(),
              [](const Node* a, const Node* b) { return a->first_degree < b->first_degree; });
    for (std::size_t i = 0; i < order.size();) {
      std::size_t end = i + 1;
      while (end < order.size() && order[end]->first_degree == order[i]->first_degree) ++end;
      if (end == i + 1) {
        issue_canonical(order[i]->id);
      } else {
        shared_.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(i),
                             order.begin() + static_cast<std::ptrdiff_t>(end));
      }
      i = end;
    }
  }
  void issue_canonical(TermId id) {
    Node& it = node(id);
    if (it.canonical.empty()) it.canonical = "c14n" + std::to_string(issued_++);
  }

  struct Path {
    std::string hash{};
    Issuer issuer{"b"};
  };

  // ca.5: nodes that share a first-degree hash, told apart by the paths that lead from them.
  bool issue_shared() {
    for (const std::vector<Node*>& group : shared_) {
      std::vector<Path> paths;
      for (Node* member : group) {
        if (!member->canonical.empty()) continue;
        Issuer issuer{"b"};
        issuer.issue(member->id);
        auto path = hash_n_degree(member->id, std::move(issuer));
        if (!path) return false;
        paths.push_back(std::move(*path));
      }
      std::stable_sort(paths.begin(), paths.end(), [](const Path& a, const Path& b) { return a.hash < b.hash; });
      for (const Path& path : paths) {
        for (const auto& [id, label] : path.issuer.issued()) issue_canonical(id);
      }
    }
    return true;
  }

  // 4.7.3
  std::string hash_related(TermId related, const Quad& quad, const Issuer& issuer, char position) {
    std::string input{position};
    if (position != 'g') (input += '<').append(dataset().term(quad.predicate).value) += '>';
    const Node& it = node(related);
    if (!it.canonical.empty()) {
      input += "_:" + it.canonical;
    } else if (const std::string* label = issuer.find(related)) {
      input += "_:" + *label;
    } else {
      input += it.first_degree;
    }
    return hash(input);
  }

  // 4.8.3; nothing when the work limit is reached.
  std::optional<Path> hash_n_degree(TermId id, Issuer issuer) {
    if (++calls_ > options_.limits.max_calls) return std::nullopt;
    // hndq.1 to hndq.3: the related blank nodes, by the hash of how they are related.
    std::map<std::string, std::vector<TermId>> related_by_hash;
    for (const std::uint32_t index : node(id).quads) {
      const Quad& quad = dataset().quads()[index];
      const auto relate = [&](TermId other, char position) {
        if (dataset().is_blank(other) && other != id) {
          related_by_hash[hash_related(other, quad, issuer, position)].push_back(other);
        }
      };
      relate(quad.subject, 's');
      relate(quad.object, 'o');
      relate(quad.graph, 'g');
    }
    // hndq.4, hndq.5
    std::string data;
    for (auto& [related_hash, related] : related_by_hash) {
      data += related_hash;
      std::string chosen_path;
      Issuer chosen_issuer{"b"};
      std::sort(related.begin(), related.end());
      do {
        if (++calls_ > options_.limits.max_calls * 16) return std::nullopt;
        Issuer copy = issuer;
        std::string path;
        std::vector<TermId> recursion;
        const auto is_longer = [&] {
          return !chosen_path.empty() && path.size() >= chosen_path.size() && path > chosen_path;
        };
        bool skip = false;
        // hndq.5.4.4
        for (const TermId other : related) {
          const std::string& canonical = node(other).canonical;
          if (!canonical.empty()) {
            path += "_:" + canonical;
          } else {
            if (copy.find(other) == nullptr) recursion.push_back(other);
            path += "_:" + copy.issue(other);
          }
          if (is_longer()) {
            skip = true;
            break;
          }
        }
        // hndq.5.4.5
        for (std::size_t i = 0; i < recursion.size() && !skip; ++i) {
          auto result = hash_n_degree(recursion[i], copy);
          if (!result) return std::nullopt;
          path += "_:" + copy.issue(recursion[i]);
          path += "<" + result->hash + ">";
          copy = std::move(result->issuer);
          skip = is_longer();
        }
        // hndq.5.4.6
        if (!skip && (chosen_path.empty() || path < chosen_path)) {
          chosen_path = std::move(path);
          chosen_issuer = std::move(copy);
        }
      } while (std::next_permutation(related.begin(), related.end()));
      data += chosen_path;
      issuer = std::move(chosen_issuer);
    }
    // hndq.6
    return Path{hash(data), std::move(issuer)};
  }

  // ca.6, ca.7: the quads with their canonical labels, as sorted lines.
  Canonical finish() {
    lines_.clear();
    scratch_.clear();
    for (const Quad& quad : dataset().quads()) {
      const std::size_t start = scratch_.size();
      const auto put = [&](TermId id) {
        if (dataset().is_blank(id)) {
          scratch_ += "_:";
          scratch_ += node(id).canonical;
        } else {
          put_term(id);
        }
        scratch_ += ' ';
      };
      put(quad.subject);
      put(quad.predicate);
      put(quad.object);
      if (quad.graph != TermId::none) put(quad.graph);
      scratch_ += ".\n";
      lines_.emplace_back(start, scratch_.size() - start);
    }
    Canonical out;
    out.nquads = sorted_lines();
    out.labels.reserve(node_count_);
    for (const Node& node : nodes()) out.labels.emplace_back(dataset().term(node.id).value, node.canonical);
    return out;
  }

  static constexpr std::uint32_t k_no_node = 0xFFFFFFFF;

  const Dataset* data_ = nullptr;
  CanonOptions options_;
  std::vector<std::uint32_t> node_of_;
  std::vector<Node> nodes_;  ///< the first node_count_ are this dataset's
  std::size_t node_count_ = 0;
  std::vector<Node*> order_;
  std::vector<std::vector<Node*>> shared_;
  std::vector<std::pair<std::size_t, std::size_t>> lines_;
  std::string scratch_;
  std::string joined_;
  std::size_t issued_ = 0;
  std::size_t calls_ = 0;
};

}  // namespace

Result<Canonical> canonicalise(const Dataset& dataset, const CanonOptions& options) {
  thread_local Canoniser canoniser;
  return canoniser.run(dataset, options);
}

}  // namespace credex::rdf
