echo abc | tr -c a- _; echo; echo 'a\b' | tr '\\' /; echo a-b | tr -- - _; echo hello | tr a-y b-z; echo 'test' | tr '\164' T; echo aabb | tr -ds a b; tr 2>&1 | head -n 1 | cut -c1-7
