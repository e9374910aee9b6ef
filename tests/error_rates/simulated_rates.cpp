// simulated_rates [TRIALS [SEED]]: the tables of docs/error-rates.md on simulated runs, as
// Markdown.

#include "tests/error_rates/simulation.h"

#include <fmt/format.h>

#include <exception>
#include <initializer_list>
#include <string>

namespace warpmark::error_rates {
namespace {

constexpr std::initializer_list<std::size_t> kRuns = {5, 8, 12};

std::string pct(std::size_t part, std::size_t of) {
  return fmt::format("{:.2f} %", 100 * static_cast<double>(part) / static_cast<double>(of));
}

class Tables {
 public:
  Tables(std::size_t trials, std::uint64_t seed) : trials_(trials), seed_(seed) {}

  void unchanged() {
    fmt::print(
        "| runs scatter | order | runs a side | p ≤ 5 % | 95 % interval holds the truth | "
        "cases called changed | comparisons with one |\n|---|---|--:|--:|--:|--:|--:|\n");
    for (const Scatter scatter : {Scatter::normal, Scatter::lognormal, Scatter::bimodal}) {
      unchanged({scatter});
    }
    for (const Scatter scatter : {Scatter::drifting, Scatter::autocorrelated}) {
      unchanged({scatter, 0.01, Order::abba});
      unchanged({scatter, 0.01, Order::sequential});
    }
  }

  void edge() {
    fmt::print(
        "| runs scatter | runs a side | called `same` | called `regressed` |\n"
        "|---|--:|--:|--:|\n");
    for (const Scatter scatter : {Scatter::normal, Scatter::lognormal, Scatter::bimodal}) {
      for (const std::size_t runs : kRuns) {
        const Tally t = simulate({{scatter}, runs, 0.03, 1, trials_, seed_++});
        fmt::print("| {} | {} | {} | {} |\n", name(scatter), runs, pct(t.called_same, trials_),
                   pct(t.found, trials_));
      }
    }
  }

  void power() {
    fmt::print(
        "| deviation of runs | runs a side | 2 % | 3 % | 5 % | 10 % | "
        "others called changed |\n|--:|--:|--:|--:|--:|--:|--:|\n");
    for (const double deviation : {0.005, 0.01, 0.02}) {
      for (const std::size_t runs : kRuns) power(deviation, runs);
    }
  }

 private:
  void unchanged(const Source& source) {
    for (const std::size_t runs : kRuns) {
      const Tally t = simulate({source, runs, 0, kCases, trials_, seed_++});
      fmt::print("| {} | {} | {} | {} | {} | {} | {} |\n", name(source.scatter), name(source.order),
                 runs, pct(t.significant, t.unchanged), pct(t.covered, t.unchanged),
                 pct(t.called_changed, t.unchanged), pct(t.alarmed, t.comparisons));
    }
  }

  void power(double deviation, std::size_t runs) {
    std::string found;
    std::size_t wrong = 0, unchanged = 0;
    for (const double change : {0.02, 0.03, 0.05, 0.10}) {
      const Source source{Scatter::normal, deviation};
      const Tally t = simulate({source, runs, change, kCases, trials_, seed_++});
      found += pct(t.found, t.comparisons) + " | ";
      wrong += t.called_changed;
      unchanged += t.unchanged;
    }
    fmt::print("| {:.1f} % | {} | {}{} |\n", 100 * deviation, runs, found, pct(wrong, unchanged));
  }

  static constexpr std::size_t kCases = 10;  // of a comparison

  std::size_t trials_;
  std::uint64_t seed_;  // of the next row
};

int write_tables(int argc, char** argv) {
  const std::size_t trials = argc > 1 ? std::stoul(argv[1]) : 10000;
  Tables tables(trials, argc > 2 ? std::stoull(argv[2]) : 1);
  fmt::print("Nothing changes; {} comparisons a row, of 10 cases each:\n\n", trials);
  tables.unchanged();
  fmt::print("\nOne case alone, slower by just the margin (3 %); {} comparisons a row:\n\n",
             trials);
  tables.edge();
  fmt::print(
      "\nOne case in 10 is slower; normal scatter, ABBA, margin 3 %; share of {} comparisons "
      "in which it is `regressed`:\n\n",
      trials);
  tables.power();
  return 0;
}

}  // namespace
}  // namespace warpmark::error_rates

int main(int argc, char** argv) {
  try {
    return warpmark::error_rates::write_tables(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "simulated_rates [TRIALS [SEED]]: {}\n", error.what());
    return 2;
  }
}
