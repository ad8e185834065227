#pragma once

#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace credex::bench {

/// What was measured, and what is to be reached.
struct Row {
  std::string name{};
  double value = 0;
  std::string unit{};
  std::string reach{};
};

inline double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A table on standard output, and the same as JSON in a file where one is named.
inline void show(const std::vector<Row>& rows, const char* file) {
  std::printf("%-36s %12s  %-34s %s\n", "row", "measured", "unit", "reach");
  for (const Row& row : rows)
    std::printf("%-36s %12.3f  %-34s %s\n", row.name.c_str(), row.value, row.unit.c_str(), row.reach.c_str());
  if (file == nullptr) return;
  std::ofstream out{file};
  out << "[\n";
  for (std::size_t i = 0; i < rows.size(); ++i)
    out << "  {\"name\": \"" << rows[i].name << "\", \"value\": " << rows[i].value << ", \"unit\": \"" << rows[i].unit
        << "\"}" << (i + 1 < rows.size() ? ",\n" : "\n");
  out << "]\n";
}

}  // namespace credex::bench
