#pragma once

#include "harness/descriptor.h"

#include <optional>
#include <string>

namespace warpmark {

/// Lines over a connected stream socket.
class LineChannel {
 public:
  LineChannel() = default;
  explicit LineChannel(Descriptor socket) : socket_(std::move(socket)) {}

  int descriptor() const { return socket_.get(); }

  /// Returns false where the other end is gone.
  bool send(std::string line);

  /// A line that has arrived whole, without its line feed.
  std::optional<std::string> next();

  /// Waits until more has arrived; returns false where nothing more will.
  bool fill();

 private:
  Descriptor socket_;
  std::string received_;
  std::size_t searched_ = 0;  // bytes of received_ that hold no line feed
};

}  // namespace warpmark
