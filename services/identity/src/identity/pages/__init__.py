"""The pages of guide #2: plain HTML and one stylesheet, no script."""
