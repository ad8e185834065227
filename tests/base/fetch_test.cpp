#include "base/fetch.h"

#include "support.h"

namespace credex {
namespace {

TEST(NextLink, is_found_among_others) {
  EXPECT_EQ(next_link("<https://a.example/?p=2>; rel=\"next\""), "https://a.example/?p=2");
  EXPECT_EQ(next_link("<https://a.example/?p=1>; rel=\"prev\"; title=\"a, b\", <https://a.example/?p=3>; rel=next"),
            "https://a.example/?p=3");
  EXPECT_EQ(next_link("<https://a.example/?p=1>; rel=\"first\""), "");
  EXPECT_EQ(next_link("<https://a.example/"), "");
  EXPECT_EQ(next_link(""), "");
}

}  // namespace
}  // namespace credex
