#include "stacking/offers.h"

#include "base/yaml_reader.h"

namespace credex::stacking {

Result<std::vector<Offer>> read_offers(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "stacking.offers", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "", {"offers"});
  std::vector<Offer> out;
  for (const auto& [value, at] : in.list(root, "", "offers")) {
    in.known(value, at, {"definition", "cost", "starts", "ends", "country", "region", "online"});
    Offer offer{.definition = in.needed_text(value, at, "definition"),
                .cost = in.number(value, at, "cost", 0, 1e6),
                .starts = in.date(value, at, "starts"),
                .ends = in.date(value, at, "ends"),
                .country = in.text(value, at, "country"),
                .region = in.text(value, at, "region")};
    if (!value.get("online").is_null()) offer.is_online = in.flag(value, at, "online", false);
    if (offer.starts && offer.ends && *offer.ends < *offer.starts)
      in.problem(at + "/ends", "it ends before it starts", "exchange the dates");
    out.push_back(std::move(offer));
  }
  if (!in.is_good()) return in.error();
  return out;
}

Candidate offered(Candidate candidate, const std::vector<Offer>& offers, Date today) {
  const Offer* best = nullptr;
  for (const Offer& offer : offers) {
    if (offer.definition != candidate.definition) continue;
    if (offer.starts && *offer.starts < today) continue;
    const bool sooner = best == nullptr || (offer.ends && (!best->ends || *offer.ends < *best->ends));
    if (sooner) best = &offer;
  }
  if (best == nullptr) return candidate;
  candidate.cost = best->cost;
  candidate.ready = best->ends;
  if (best->is_online) candidate.is_online = *best->is_online;
  return candidate;
}

}  // namespace credex::stacking
