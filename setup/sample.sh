# shellcheck shell=bash
# Read by test.sh with `source`: what a run of the tests looks at of that of which there is more in every chapter.

MOST_WHOLE=2  # chapters; a commit that changes all of them may not take the night

# The chapters whose source or record differs from where this branch left the main one, or, on that one, from the
# commit before; where git knows no past, from what is committed.
changed_chapters() {
    local main base stem
    for main in origin/HEAD origin/main main HEAD~1; do
        base=$(git merge-base HEAD "$main" 2>/dev/null) && [ "$base" != "$(git rev-parse HEAD)" ] && break
        base=HEAD
    done
    { git diff --name-only "$base"; git ls-files --others --exclude-standard; } |
        sed -nE -e 's#^solutions/([^/]+)/[^/]+\.py$#\1#p' -e 's#^autograder/exercises/(ch[^/]+)/.*#\1#p' | sort -u |
        while read -r stem; do [ ! -f "solutions/$stem/$stem.py" ] || echo "$stem"; done
}

# Commits are counted, so that everything has its turn; where the past is missing, the content is taken for a number.
number_of_commit() {
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
        echo $((16#$(git rev-parse 'HEAD^{tree}' | cut -c1-7)))
    else
        git rev-list --count HEAD
    fi
}

# Of the chapters that have changed, those that are taken whole.
whole_chapters() {
    local start changed number
    start=$(number_of_commit)
    # shellcheck disable=SC2207  # no chapter has a blank in its name
    changed=($(changed_chapters))
    for ((number = 0; number < ${#changed[@]} && number < MOST_WHOLE; number++)); do
        echo "${changed[(start + number) % ${#changed[@]}]}"
    done
}

# sample_options ONE_IN: for autograder verify and pytest. The same commit is tested the same way again.
sample_options() {
    echo "--one-in $1 --from $(number_of_commit)"
    whole_chapters | sed 's/^/--whole /'
}

# sampled_notebooks ONE_IN: the solved notebooks of the chapters whose turn it is, and of those taken whole.
sampled_notebooks() {
    local start number=0 notebook
    start=$(number_of_commit)
    {
        for notebook in solutions/*/*.ipynb; do
            (((number++ + start) % $1)) || echo "$notebook"
        done
        whole_chapters | sed -E 's#.*#solutions/&/&.ipynb#'
    } | sort -u
}
