#include "harness/range.h"

#include <nvtx3/nvToolsExt.h>

#include <map>

namespace warpmark {

struct Annotations::Domain {
  nvtxDomainHandle_t handle = nvtxDomainCreateA("warpmark");
  std::map<std::string, nvtxStringHandle_t> names;
  RangeListener* listener = nullptr;
  ~Domain() { nvtxDomainDestroy(handle); }
};

Annotations::Annotations(RangeListener* listener) : domain_(std::make_unique<Domain>()) {
  domain_->listener = listener;
}
Annotations::~Annotations() = default;

void Annotations::declare(const std::string& name) {
  if (domain_->names.contains(name)) return;
  domain_->names[name] = nvtxDomainRegisterStringA(domain_->handle, name.c_str());
}

// Without a tool NVTX has no domain to hand out.
bool Annotations::tool_attached() const { return domain_->handle != nullptr; }

Annotations::Range::Range(const Annotations* owner, const std::string& name,
                          std::optional<std::int64_t> payload)
    : owner_(owner) {
  if (!owner) return;
  nvtxEventAttributes_t event{};
  event.version = NVTX_VERSION;
  event.size = NVTX_EVENT_ATTRIB_STRUCT_SIZE;
  event.messageType = NVTX_MESSAGE_TYPE_REGISTERED;
  event.message.registered = owner->domain_->names.at(name);
  if (payload) {
    event.payloadType = NVTX_PAYLOAD_TYPE_INT64;
    event.payload.llValue = *payload;
  }
  nvtxDomainRangePushEx(owner->domain_->handle, &event);
  if (RangeListener* listener = owner->domain_->listener) listener->opened(name, payload);
}

Annotations::Range::~Range() {
  if (!owner_) return;
  if (RangeListener* listener = owner_->domain_->listener) listener->closed();
  nvtxDomainRangePop(owner_->domain_->handle);
}

}  // namespace warpmark
