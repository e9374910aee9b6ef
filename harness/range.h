#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace warpmark {

/// Hears of every range as it opens and closes, whether or not a tool is attached.
class RangeListener {
 public:
  virtual ~RangeListener() = default;
  virtual void opened(const std::string& name, std::optional<std::int64_t> payload) = 0;
  virtual void closed() = 0;
};

/// The NVTX domain `warpmark`. Every name is registered once, when it is first declared; a range
/// with a name never declared is a programming error (std::out_of_range).
class Annotations {
 public:
  /// `listener`: outlives this object.
  explicit Annotations(RangeListener* listener = nullptr);
  ~Annotations();
  Annotations(const Annotations&) = delete;

  void declare(const std::string& name);

  /// An open range on this thread; closes when destroyed, in reverse order of opening. A number
  /// belongs into the payload, never into the name. Without an owner it is none.
  class Range {
   public:
    Range(const Annotations& owner, const std::string& name,
          std::optional<std::int64_t> payload = {})
        : Range(&owner, name, payload) {}
    Range(const Annotations* owner, const std::string& name,
          std::optional<std::int64_t> payload = {});
    ~Range();
    Range(const Range&) = delete;

   private:
    const Annotations* owner_;
  };

  /// Is a tool (Nsight, CUPTI injection) listening?
  bool tool_attached() const;

 private:
  struct Domain;
  std::unique_ptr<Domain> domain_;
};

}  // namespace warpmark
