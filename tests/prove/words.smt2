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
