#include "reports/chrome_trace.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace warpmark {
namespace {

constexpr const char* kEnding = "\n]}\n";
constexpr int kHost = 0;
constexpr std::int64_t kMainThread = 0;

int process_of(const Activity& activity) { return activity.device + 1; }

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string name_event(const char* what, int process, std::int64_t thread,
                       const std::string& name) {
  return fmt::format(
      ",\n"
      R"({{"ph":"M","pid":{},"tid":{},"name":"{}","args":{{"name":{}}}}})",
      process, thread, what, quoted(name));
}

}  // namespace

ChromeTrace::ChromeTrace(const std::filesystem::path& path, Nanoseconds start)
    : file_(path), start_(start) {
  // Later pieces begin with a comma, so the list begins with an event.
  const std::string host = metadata(kHost, kMainThread);
  file_.write(R"({"displayTimeUnit":"ns","traceEvents":[)" + host.substr(1), kEnding);
}

void ChromeTrace::add(const std::vector<Span>& spans, const std::vector<Activity>& activities) {
  std::string piece;
  for (const Span& span : spans) piece += event(span);
  for (const Activity& activity : activities) {
    piece += metadata(process_of(activity), activity.stream) + event(activity);
  }
  file_.write(piece, kEnding);
}

/// The names of a process and a row of it, the first time that they are met.
std::string ChromeTrace::metadata(int process, std::int64_t thread) {
  std::string out;
  const bool host = process == kHost;
  if (named_.lower_bound({process, 0}) == named_.lower_bound({process + 1, 0})) {
    out += name_event("process_name", process, thread,
                      host ? "host" : fmt::format("GPU {}", process - 1));
  }
  if (named_.emplace(process, thread).second) {
    out += name_event("thread_name", process, thread,
                      host ? "ranges" : fmt::format("stream {}", thread));
  }
  return out;
}

std::string ChromeTrace::event(const Span& span) const {
  const std::string args = span.payload ? fmt::format(R"({{"payload":{}}})", *span.payload) : "{}";
  return fmt::format(
      ",\n"
      R"({{"ph":"X","pid":{},"tid":{},{},"cat":"range","name":{},"args":{}}})",
      kHost, kMainThread, times(span.begin, span.end), quoted(span.name), args);
}

std::string ChromeTrace::event(const Activity& activity) const {
  const std::string args =
      activity.bytes > 0 ? fmt::format(R"({{"bytes":{}}})", activity.bytes) : "{}";
  return fmt::format(
      ",\n"
      R"({{"ph":"X","pid":{},"tid":{},{},"cat":"{}","name":{},"args":{}}})",
      process_of(activity), activity.stream, times(activity.begin, activity.end),
      name(activity.kind), quoted(activity.name), args);
}

std::string ChromeTrace::times(Nanoseconds begin, Nanoseconds end) const {
  const auto microseconds = [](Nanoseconds ns) { return static_cast<double>(ns) / 1e3; };
  return fmt::format(R"("ts":{:.3f},"dur":{:.3f})", microseconds(begin - start_),
                     microseconds(end - begin));
}

}  // namespace warpmark
