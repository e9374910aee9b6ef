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

  /// As `ab` does it.
  void staged() {
    fmt::print(
        "| runs scatter | deviation of runs | 2 % | 3 % | 5 % | 10 % | others called changed | "
        "comparisons with one |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
    for (const Source source : {Source{Scatter::normal, 0.005}, Source{Scatter::normal, 0.01},
                                Source{Scatter::normal, 0.02}, Source{Scatter::bimodal, 0.01}}) {
      Experiment experiment{source, 5, 0, 2 * kCases, trials_, 0};
      experiment.confirm = 8;
      const Power power = powers(experiment);
      fmt::print("| {} | {} | {}{} | {} |\n", name(source.scatter), size(source), power.found,
                 pct(power.wrong, power.unchanged), pct(power.alarmed, power.comparisons));
    }
  }

  void shifted() {
    fmt::print(
        "| deviation of runs | machine slower by | declared changed | cases called changed | "
        "the same without canaries |\n|--:|--:|--:|--:|--:|\n");
    for (const double deviation : {0.01, 0.02}) {
      for (const double shift : {0.0, 0.02, 0.04, 0.08}) {
        Experiment experiment{{Scatter::normal, deviation}, 8, 0, kCases, trials_, seed_++};
        experiment.shift = shift;
        const Tally without = simulate(experiment);
        experiment.canaries = 3;
        const Tally with = simulate(experiment);
        fmt::print("| {:.1f} % | {:.0f} % | {} | {} | {} |\n", 100 * deviation, 100 * shift,
                   pct(with.shifted, with.comparisons), pct(with.called_changed, with.unchanged),
                   pct(without.called_changed, without.unchanged));
      }
    }
  }

  void single() {
    fmt::print(
        "| runs scatter | deviation of runs | suspect | comparisons with one | 5 % | 10 % | 20 % "
        "|\n|---|--:|--:|--:|--:|--:|--:|\n");
    for (const Source source : {Source{Scatter::normal, 0.005}, Source{Scatter::normal, 0.01},
                                Source{Scatter::normal, 0.02}, Source{Scatter::bimodal, 0.01}}) {
      Experiment experiment{source, 1, 0, kCases, trials_, seed_++};
      experiment.pairs = 10;
      const Tally unchanged = simulate(experiment);
      std::string found;
      for (const double change : {0.05, 0.10, 0.20}) {
        experiment.change = change;
        found += " | " + pct(simulate(experiment).found_suspect, trials_);
      }
      fmt::print("| {} | {} | {} | {}{} |\n", name(source.scatter), size(source),
                 pct(unchanged.suspected, unchanged.unchanged),
                 pct(unchanged.alarmed, unchanged.comparisons), found);
    }
  }

 private:
  /// What became of four changes, and of the cases beside them.
  struct Power {
    std::string found;
    std::size_t wrong = 0, unchanged = 0, alarmed = 0, comparisons = 0;
  };

  Power powers(Experiment experiment) {
    Power power;
    for (const double change : {0.02, 0.03, 0.05, 0.10}) {
      experiment.change = change;
      experiment.seed = seed_++;
      const Tally t = simulate(experiment);
      power.found += pct(t.found, t.comparisons) + " | ";
      power.wrong += t.called_changed;
      power.unchanged += t.unchanged;
      power.alarmed += t.alarmed;
      power.comparisons += t.comparisons;
    }
    return power;
  }

  /// The standard deviation; what shapes another scatter is in its name.
  static std::string size(const Source& source) {
    return source.scatter == Scatter::normal ? fmt::format("{:.1f} %", 100 * source.size) : "";
  }

  void unchanged(const Source& source) {
    for (const std::size_t runs : kRuns) {
      const Tally t = simulate({source, runs, 0, kCases, trials_, seed_++});
      fmt::print("| {} | {} | {} | {} | {} | {} | {} |\n", name(source.scatter), name(source.order),
                 runs, pct(t.significant, t.unchanged), pct(t.covered, t.unchanged),
                 pct(t.called_changed, t.unchanged), pct(t.alarmed, t.comparisons));
    }
  }

  void power(double deviation, std::size_t runs) {
    const Power power = powers({{Scatter::normal, deviation}, runs, 0, kCases, trials_, 0});
    fmt::print("| {:.1f} % | {} | {}{} |\n", 100 * deviation, runs, power.found,
               pct(power.wrong, power.unchanged));
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
  fmt::print(
      "\nTwo stages, as `ab` has them: 5 runs a side of 20 cases, then 8 fresh ones of the "
      "candidates; one case is slower; {} comparisons for each change:\n\n",
      trials);
  tables.staged();
  fmt::print(
      "\nNo case changes, but the machine does, as 3 canaries may see; 8 runs a side, ABBA, {} "
      "comparisons a row:\n\n",
      trials);
  tables.shifted();
  fmt::print(
      "\nOne run a side, where 10 pairs of runs tell the noise of each of 10 cases; share of {} "
      "comparisons in which a slower case is `suspect`:\n\n",
      trials);
  tables.single();
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
