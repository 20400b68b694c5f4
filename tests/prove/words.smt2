; What Frama-C reads byte by byte, compilers read as one word (bytes.h, is_plain of verify_strings.c): that the two are equal, for every value of the bytes.
; Each check asks for bytes on which they differ; the answer must be unsat. Run by `make prove`, with Z3 and with CVC4.
(set-logic QF_BV)

; ---- bytes.h: little-endian integers, as shifts and ors, and as sums of products ----
(define-fun wide32 ((b (_ BitVec 8))) (_ BitVec 32) ((_ zero_extend 24) b))
(define-fun wide64 ((b (_ BitVec 8))) (_ BitVec 64) ((_ zero_extend 56) b))
(define-fun u16_or ((a (_ BitVec 8)) (b (_ BitVec 8))) (_ BitVec 32) (bvor (wide32 a) (bvshl (wide32 b) #x00000008)))
(define-fun u16_sum ((a (_ BitVec 8)) (b (_ BitVec 8))) (_ BitVec 32) (bvadd (wide32 a) (bvmul #x00000100 (wide32 b))))
(define-fun u32_or ((a (_ BitVec 8)) (b (_ BitVec 8)) (c (_ BitVec 8)) (d (_ BitVec 8))) (_ BitVec 32)
  (bvor (bvor (bvor (wide32 a) (bvshl (wide32 b) #x00000008)) (bvshl (wide32 c) #x00000010)) (bvshl (wide32 d) #x00000018)))
(define-fun u32_sum ((a (_ BitVec 8)) (b (_ BitVec 8)) (c (_ BitVec 8)) (d (_ BitVec 8))) (_ BitVec 32)
  (bvadd (bvadd (bvadd (wide32 a) (bvmul #x00000100 (wide32 b))) (bvmul #x00010000 (wide32 c))) (bvmul #x01000000 (wide32 d))))
(declare-const b0 (_ BitVec 8))
(declare-const b1 (_ BitVec 8))
(declare-const b2 (_ BitVec 8))
(declare-const b3 (_ BitVec 8))
(declare-const b4 (_ BitVec 8))
(declare-const b5 (_ BitVec 8))
(declare-const b6 (_ BitVec 8))
(declare-const b7 (_ BitVec 8))
(define-fun u64_or () (_ BitVec 64)
  (bvor (wide64 b0) (bvor (bvshl (wide64 b1) #x0000000000000008) (bvor (bvshl (wide64 b2) #x0000000000000010)
  (bvor (bvshl (wide64 b3) #x0000000000000018) (bvor (bvshl (wide64 b4) #x0000000000000020) (bvor (bvshl (wide64 b5) #x0000000000000028)
  (bvor (bvshl (wide64 b6) #x0000000000000030) (bvshl (wide64 b7) #x0000000000000038)))))))))
(define-fun u64_sum () (_ BitVec 64)
  (bvadd ((_ zero_extend 32) (u32_sum b0 b1 b2 b3)) (bvmul #x0000000100000000 ((_ zero_extend 32) (u32_sum b4 b5 b6 b7)))))

(push 1) (assert (not (= (u16_or b0 b1) (u16_sum b0 b1)))) (check-sat) (pop 1)
(push 1) (assert (not (= (u32_or b0 b1 b2 b3) (u32_sum b0 b1 b2 b3)))) (check-sat) (pop 1)
(push 1) (assert (not (= u64_or u64_sum))) (check-sat) (pop 1)

; ---- is_plain: none of the first `left` bytes above 0x7f, and where they must be folded none of A to Z ----
(declare-const left (_ BitVec 64))
(declare-const folded Bool)
(define-fun tops () (_ BitVec 64) #x8080808080808080)
(define-fun word () (_ BitVec 64)
  (ite (= left #x0000000000000008) u64_or (bvand u64_or (bvsub (bvshl #x0000000000000001 (bvmul #x0000000000000008 left)) #x0000000000000001))))
(define-fun plain_word () Bool ; 0x80 - 'A' is 0x3f, 0x7f - 'Z' is 0x25
  (and (= (bvand word tops) #x0000000000000000)
       (or (not folded)
           (= (bvand (bvadd word #x3f3f3f3f3f3f3f3f) (bvand (bvnot (bvadd word #x2525252525252525)) tops)) #x0000000000000000))))
(define-fun plain_byte ((b (_ BitVec 8)) (k (_ BitVec 64))) Bool
  (=> (bvult k left) (not (or (bvuge b #x80) (and folded (bvuge b #x41) (bvule b #x5a))))))
(define-fun plain_bytes () Bool
  (and (plain_byte b0 #x0000000000000000) (plain_byte b1 #x0000000000000001) (plain_byte b2 #x0000000000000002) (plain_byte b3 #x0000000000000003)
       (plain_byte b4 #x0000000000000004) (plain_byte b5 #x0000000000000005) (plain_byte b6 #x0000000000000006) (plain_byte b7 #x0000000000000007)))
(push 1)
(assert (and (bvuge left #x0000000000000001) (bvule left #x0000000000000008)))
(assert (not (= plain_word plain_bytes)))
(check-sat)
(pop 1)

; ---- weir_top_bits: the shift by `bits` is the product with 2^bits, and the shift by 32 a division ----
(declare-const hash (_ BitVec 32))
(declare-const bits (_ BitVec 64))
(push 1)
(assert (bvule bits #x000000000000001f))
(assert (not (= (bvlshr (bvshl ((_ zero_extend 32) hash) bits) #x0000000000000020)
                (bvudiv (bvmul ((_ zero_extend 32) hash) (bvshl #x0000000000000001 bits)) #x0000000100000000))))
(check-sat)
(pop 1)

; ---- weir_lowest_bit: the place is that of a set bit, below which none is; weir_without_lowest: the word less that bit ----
(declare-const word64 (_ BitVec 64))
(declare-const place (_ BitVec 64))
(define-fun zero () (_ BitVec 64) #x0000000000000000)
(define-fun one () (_ BitVec 64) #x0000000000000001)
(define-fun is_lowest () Bool ; what counting the halvings finds
  (and (bvult place #x0000000000000040) (= (bvand (bvlshr word64 place) one) one) (= (bvshl (bvlshr word64 place) place) word64)))
(define-fun slot ((p (_ BitVec 64))) (_ BitVec 64) (bvlshr (bvmul (bvshl one p) #x022fdd63cc95386d) #x000000000000003a))
(push 1) (assert is_lowest) (assert (not (= (bvand word64 (bvneg word64)) (bvshl one place)))) (check-sat) (pop 1)
(push 1) (assert is_lowest) (assert (not (= (bvand word64 (bvsub word64 one)) (bvsub word64 (bvshl one place))))) (check-sat) (pop 1)
(define-fun in_table ((s (_ BitVec 64))) (_ BitVec 64)
  (ite (= s #x0000000000000000) #x0000000000000000 (ite (= s #x0000000000000001) #x0000000000000001 (ite (= s #x0000000000000002) #x0000000000000002
  (ite (= s #x0000000000000003) #x0000000000000035 (ite (= s #x0000000000000004) #x0000000000000003 (ite (= s #x0000000000000005) #x0000000000000007
  (ite (= s #x0000000000000006) #x0000000000000036 (ite (= s #x0000000000000007) #x000000000000001b (ite (= s #x0000000000000008) #x0000000000000004
  (ite (= s #x0000000000000009) #x0000000000000026 (ite (= s #x000000000000000a) #x0000000000000029 (ite (= s #x000000000000000b) #x0000000000000008
  (ite (= s #x000000000000000c) #x0000000000000022 (ite (= s #x000000000000000d) #x0000000000000037 (ite (= s #x000000000000000e) #x0000000000000030
  (ite (= s #x000000000000000f) #x000000000000001c (ite (= s #x0000000000000010) #x000000000000003e (ite (= s #x0000000000000011) #x0000000000000005
  (ite (= s #x0000000000000012) #x0000000000000027 (ite (= s #x0000000000000013) #x000000000000002e (ite (= s #x0000000000000014) #x000000000000002c
  (ite (= s #x0000000000000015) #x000000000000002a (ite (= s #x0000000000000016) #x0000000000000016 (ite (= s #x0000000000000017) #x0000000000000009
  (ite (= s #x0000000000000018) #x0000000000000018 (ite (= s #x0000000000000019) #x0000000000000023 (ite (= s #x000000000000001a) #x000000000000003b
  (ite (= s #x000000000000001b) #x0000000000000038 (ite (= s #x000000000000001c) #x0000000000000031 (ite (= s #x000000000000001d) #x0000000000000012
  (ite (= s #x000000000000001e) #x000000000000001d (ite (= s #x000000000000001f) #x000000000000000b (ite (= s #x0000000000000020) #x000000000000003f
  (ite (= s #x0000000000000021) #x0000000000000034 (ite (= s #x0000000000000022) #x0000000000000006 (ite (= s #x0000000000000023) #x000000000000001a
  (ite (= s #x0000000000000024) #x0000000000000025 (ite (= s #x0000000000000025) #x0000000000000028 (ite (= s #x0000000000000026) #x0000000000000021
  (ite (= s #x0000000000000027) #x000000000000002f (ite (= s #x0000000000000028) #x000000000000003d (ite (= s #x0000000000000029) #x000000000000002d
  (ite (= s #x000000000000002a) #x000000000000002b (ite (= s #x000000000000002b) #x0000000000000015 (ite (= s #x000000000000002c) #x0000000000000017
  (ite (= s #x000000000000002d) #x000000000000003a (ite (= s #x000000000000002e) #x0000000000000011 (ite (= s #x000000000000002f) #x000000000000000a
  (ite (= s #x0000000000000030) #x0000000000000033 (ite (= s #x0000000000000031) #x0000000000000019 (ite (= s #x0000000000000032) #x0000000000000024
  (ite (= s #x0000000000000033) #x0000000000000020 (ite (= s #x0000000000000034) #x000000000000003c (ite (= s #x0000000000000035) #x0000000000000014
  (ite (= s #x0000000000000036) #x0000000000000039 (ite (= s #x0000000000000037) #x0000000000000010 (ite (= s #x0000000000000038) #x0000000000000032
  (ite (= s #x0000000000000039) #x000000000000001f (ite (= s #x000000000000003a) #x0000000000000013 (ite (= s #x000000000000003b) #x000000000000000f
  (ite (= s #x000000000000003c) #x000000000000001e (ite (= s #x000000000000003d) #x000000000000000e (ite (= s #x000000000000003e) #x000000000000000d
  #x000000000000000c))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
(push 1) (assert (bvult place #x0000000000000040)) (assert (not (= (in_table (slot place)) place))) (check-sat) (pop 1)

; ---- weir_start_slots, weir_slot_of: masks and shifts of the four quarters ----
(define-fun quarters ((m (_ BitVec 64))) (_ BitVec 64)
  (bvadd (bvurem m #x0000000000000400)
         (bvmul #x0000000000010000 (bvurem (bvudiv m #x0000000000010000) #x0000000000000400))
         (bvmul #x0000000100000000 (bvurem (bvudiv m #x0000000100000000) #x0000000000000400))
         (bvmul #x0001000000000000 (bvurem (bvudiv m #x0001000000000000) #x0000000000000400))))
(push 1) (assert (not (= (bvand word64 #x03ff03ff03ff03ff) (quarters word64)))) (check-sat) (pop 1)
(push 1) (assert (not (and (= (bvlshr word64 #x0000000000000010) (bvudiv word64 #x0000000000010000))
                           (= (bvlshr word64 #x0000000000000020) (bvudiv word64 #x0000000100000000))
                           (= (bvlshr word64 #x0000000000000030) (bvudiv word64 #x0001000000000000))))) (check-sat) (pop 1)

; ---- top_of: the top bits of a product are those of its high half; early_places and late_places: by division ----
(push 1)
(assert (and (bvuge bits #x0000000000000001) (bvule bits #x000000000000001f)))
(assert (not (= (bvand (bvlshr word64 (bvsub #x0000000000000040 bits)) #x00000000ffffffff)
                (bvlshr (bvshl (bvlshr word64 #x0000000000000020) bits) #x0000000000000020))))
(check-sat)
(pop 1)
(push 1)
(assert (bvult place #x0000000000000040))
(assert (not (= (bvand word64 (bvnot (bvsub (bvshl one place) one))) (bvshl (bvlshr word64 place) place))))
(check-sat)
(pop 1)
(push 1)
(assert (not (and
  (= (bvand word64 #x0000000000000000) (bvurem word64 #x0000000000000001))
  (= (bvand word64 #x0000000000000001) (bvurem word64 #x0000000000000002))
  (= (bvand word64 #x0000000000000003) (bvurem word64 #x0000000000000004))
  (= (bvand word64 #x0000000000000007) (bvurem word64 #x0000000000000008))
  (= (bvand word64 #x000000000000000f) (bvurem word64 #x0000000000000010))
  (= (bvand word64 #x000000000000001f) (bvurem word64 #x0000000000000020))
  (= (bvand word64 #x000000000000003f) (bvurem word64 #x0000000000000040))
  (= (bvand word64 #x000000000000007f) (bvurem word64 #x0000000000000080))
  (= (bvand word64 #x00000000000000ff) (bvurem word64 #x0000000000000100))
  (= (bvand word64 #x00000000000001ff) (bvurem word64 #x0000000000000200))
  (= (bvand word64 #x00000000000003ff) (bvurem word64 #x0000000000000400))
  (= (bvand word64 #x00000000000007ff) (bvurem word64 #x0000000000000800))
  (= (bvand word64 #x0000000000000fff) (bvurem word64 #x0000000000001000))
  (= (bvand word64 #x0000000000001fff) (bvurem word64 #x0000000000002000))
  (= (bvand word64 #x0000000000003fff) (bvurem word64 #x0000000000004000))
  (= (bvand word64 #x0000000000007fff) (bvurem word64 #x0000000000008000))
  (= (bvand word64 #x000000000000ffff) (bvurem word64 #x0000000000010000))
  (= (bvand word64 #x000000000001ffff) (bvurem word64 #x0000000000020000))
  (= (bvand word64 #x000000000003ffff) (bvurem word64 #x0000000000040000))
  (= (bvand word64 #x000000000007ffff) (bvurem word64 #x0000000000080000))
  (= (bvand word64 #x00000000000fffff) (bvurem word64 #x0000000000100000))
  (= (bvand word64 #x00000000001fffff) (bvurem word64 #x0000000000200000))
  (= (bvand word64 #x00000000003fffff) (bvurem word64 #x0000000000400000))
  (= (bvand word64 #x00000000007fffff) (bvurem word64 #x0000000000800000))
  (= (bvand word64 #x0000000000ffffff) (bvurem word64 #x0000000001000000))
  (= (bvand word64 #x0000000001ffffff) (bvurem word64 #x0000000002000000))
  (= (bvand word64 #x0000000003ffffff) (bvurem word64 #x0000000004000000))
  (= (bvand word64 #x0000000007ffffff) (bvurem word64 #x0000000008000000))
  (= (bvand word64 #x000000000fffffff) (bvurem word64 #x0000000010000000))
  (= (bvand word64 #x000000001fffffff) (bvurem word64 #x0000000020000000))
  (= (bvand word64 #x000000003fffffff) (bvurem word64 #x0000000040000000))
  (= (bvand word64 #x000000007fffffff) (bvurem word64 #x0000000080000000))
  (= (bvand word64 #x00000000ffffffff) (bvurem word64 #x0000000100000000))
  (= (bvand word64 #x00000001ffffffff) (bvurem word64 #x0000000200000000))
  (= (bvand word64 #x00000003ffffffff) (bvurem word64 #x0000000400000000))
  (= (bvand word64 #x00000007ffffffff) (bvurem word64 #x0000000800000000))
  (= (bvand word64 #x0000000fffffffff) (bvurem word64 #x0000001000000000))
  (= (bvand word64 #x0000001fffffffff) (bvurem word64 #x0000002000000000))
  (= (bvand word64 #x0000003fffffffff) (bvurem word64 #x0000004000000000))
  (= (bvand word64 #x0000007fffffffff) (bvurem word64 #x0000008000000000))
  (= (bvand word64 #x000000ffffffffff) (bvurem word64 #x0000010000000000))
  (= (bvand word64 #x000001ffffffffff) (bvurem word64 #x0000020000000000))
  (= (bvand word64 #x000003ffffffffff) (bvurem word64 #x0000040000000000))
  (= (bvand word64 #x000007ffffffffff) (bvurem word64 #x0000080000000000))
  (= (bvand word64 #x00000fffffffffff) (bvurem word64 #x0000100000000000))
  (= (bvand word64 #x00001fffffffffff) (bvurem word64 #x0000200000000000))
  (= (bvand word64 #x00003fffffffffff) (bvurem word64 #x0000400000000000))
  (= (bvand word64 #x00007fffffffffff) (bvurem word64 #x0000800000000000))
  (= (bvand word64 #x0000ffffffffffff) (bvurem word64 #x0001000000000000))
  (= (bvand word64 #x0001ffffffffffff) (bvurem word64 #x0002000000000000))
  (= (bvand word64 #x0003ffffffffffff) (bvurem word64 #x0004000000000000))
  (= (bvand word64 #x0007ffffffffffff) (bvurem word64 #x0008000000000000))
  (= (bvand word64 #x000fffffffffffff) (bvurem word64 #x0010000000000000))
  (= (bvand word64 #x001fffffffffffff) (bvurem word64 #x0020000000000000))
  (= (bvand word64 #x003fffffffffffff) (bvurem word64 #x0040000000000000))
  (= (bvand word64 #x007fffffffffffff) (bvurem word64 #x0080000000000000))
  (= (bvand word64 #x00ffffffffffffff) (bvurem word64 #x0100000000000000))
  (= (bvand word64 #x01ffffffffffffff) (bvurem word64 #x0200000000000000))
  (= (bvand word64 #x03ffffffffffffff) (bvurem word64 #x0400000000000000))
  (= (bvand word64 #x07ffffffffffffff) (bvurem word64 #x0800000000000000))
  (= (bvand word64 #x0fffffffffffffff) (bvurem word64 #x1000000000000000))
  (= (bvand word64 #x1fffffffffffffff) (bvurem word64 #x2000000000000000))
  (= (bvand word64 #x3fffffffffffffff) (bvurem word64 #x4000000000000000))
  (= (bvand word64 #x7fffffffffffffff) (bvurem word64 #x8000000000000000))
)))
(check-sat)
(pop 1)
