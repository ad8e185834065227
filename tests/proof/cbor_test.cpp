#include "proof/cbor.h"

#include "proof/ecdsa_sd.h"
#include "support.h"

namespace credex::proof {
namespace {

struct CborSizeCase {
  const char* name;
  const char* hex;
  std::optional<std::size_t> want;
};
class CborSize : public testing::TestWithParam<CborSizeCase> {};

TEST_P(CborSize, is_told_before_room_is_made) {
  const Bytes bytes = test::must(from_hex(GetParam().hex));
  EXPECT_EQ(cbor_size(bytes), GetParam().want);
  EXPECT_EQ(read_cbor_head(bytes) != nullptr, GetParam().want.has_value());
  EXPECT_EQ(read_cbor(bytes) != nullptr, GetParam().want == bytes.size());
}

INSTANTIATE_TEST_SUITE_P(
    Heads, CborSize,
    testing::Values(CborSizeCase{"one_byte", "17", 1}, CborSizeCase{"eight_bytes", "1b000000e8d4a51000", 9},
                    CborSizeCase{"list", "8301820203820405", 8}, CborSizeCase{"map", "a26161016162820203", 9},
                    CborSizeCase{"tag", "c11a514b67b0", 6}, CborSizeCase{"something_follows", "1700", 1},
                    CborSizeCase{"nothing", "", std::nullopt}, CborSizeCase{"head_cut", "19", std::nullopt},
                    CborSizeCase{"text_cut", "61", std::nullopt}, CborSizeCase{"list_cut", "8200", std::nullopt},
                    CborSizeCase{"map_cut", "a100", std::nullopt}, CborSizeCase{"reserved", "1c", std::nullopt},
                    CborSizeCase{"indefinite_list", "9f01ff", std::nullopt},
                    CborSizeCase{"indefinite_bytes", "5f42010243030405ff", std::nullopt},
                    CborSizeCase{"list_of_billions", "9b0000000100000000", std::nullopt},
                    CborSizeCase{"map_of_billions", "bb0000000100000000", std::nullopt},
                    CborSizeCase{"bytes_of_all_memory", "5bffffffffffffffff", std::nullopt},
                    CborSizeCase{"lists_that_promise_each", "9a00ffffff9a00ffffff9a00ffffff", std::nullopt}),
    [](const auto& info) { return info.param.name; });

TEST(Cbor, ends_at_its_limits) {
  // A million lists in each other: 1 MB that would be as many calls.
  EXPECT_FALSE(cbor_size(Bytes(1'000'000, 0x81)));
  const Bytes eight{0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x00};
  EXPECT_EQ(cbor_size(eight), 8U);
  EXPECT_FALSE(cbor_size(eight, {.depth = 7}));
  EXPECT_FALSE(cbor_size(eight, {.items = 7}));
  EXPECT_FALSE(cbor_size(eight, {.bytes = 7}));
  EXPECT_EQ(cbor_size(eight, {.bytes = 8, .items = 8, .depth = 8}), 8U);
}

// Nine bytes in a proof value that promise 32 GB.
TEST(Cbor, a_proof_value_that_promises_billions_is_none) {
  const Bytes value = test::must(from_hex("d95d019b0000000100000000"));
  auto proof = parse_derived_proof("u" + base64url(value));
  ASSERT_FALSE(proof);
  EXPECT_EQ(proof.error().code, "proof.ecdsa_sd");
}

TEST(Cbor, tells_bytes_texts_and_numbers_apart) {
  const auto item = [](const char* hex) { return read_cbor(test::must(from_hex(hex))); };
  EXPECT_EQ(cbor_number(item("3863").get()), -100);
  EXPECT_EQ(cbor_number(item("1903e8").get()), 1000);
  EXPECT_FALSE(cbor_number(item("1bffffffffffffffff").get()));  // larger than is counted here
  EXPECT_FALSE(cbor_number(item("6161").get()));
  EXPECT_FALSE(cbor_number(nullptr));
  const CborItem text = item("6449455446");
  EXPECT_EQ(cbor_text(text.get()), "IETF");
  EXPECT_FALSE(cbor_bytes(text.get()));
  const CborItem bytes = item("4401020304");
  EXPECT_FALSE(cbor_text(bytes.get()));
  ASSERT_TRUE(cbor_bytes(bytes.get()));
  EXPECT_EQ(hex(*cbor_bytes(bytes.get())), "01020304");
  EXPECT_EQ(hex(cbor_written(bytes)), "4401020304");
}

}  // namespace
}  // namespace credex::proof
