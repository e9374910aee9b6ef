#pragma once

#include <map>
#include <memory>
#include <string>

namespace warpmark {

/// The NVTX domain `warpmark`. Every name is registered once, when it is first declared; a range
/// with a name never declared is a programming error (std::out_of_range).
class Annotations {
 public:
  Annotations();
  ~Annotations();
  Annotations(const Annotations&) = delete;

  void declare(const std::string& name);

  /// An open range on this thread; closes when destroyed, in reverse order of opening.
  class Range {
   public:
    Range(const Annotations& owner, const std::string& name);
    ~Range();
    Range(const Range&) = delete;

   private:
    const Annotations& owner_;
  };

  /// Is a tool (Nsight, CUPTI injection) listening?
  bool tool_attached() const;

 private:
  struct Domain;
  std::unique_ptr<Domain> domain_;
};

}  // namespace warpmark
