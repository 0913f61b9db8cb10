# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Boxes and pixels: where is it?
#
# Chapter 7 looks at a picture and says "a 3". A car needs more: *where* is the pedestrian, how many are there, and which pixels are road? This chapter asks the same kind of network about places.
#
# **When you are through, you can**
# - compare boxes, throw away doubles, and correct a box that is a little off;
# - cut features out of a picture at places between its pixels;
# - score a detector as papers do, and tell when a score is inflated;
# - enlarge what pooling has shrunk, with weights or with remembered positions;
# - classify every pixel, and measure that honestly.
#
# **You need** chapters 1 to 4 and 7. **Time:** about six hours.
