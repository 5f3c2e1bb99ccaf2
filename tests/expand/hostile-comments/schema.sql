-- Ends here? */ pub struct Evil; /* and [a link](x), [`Another`], <script>, "quotes", \n, {braces}.
-- ```
-- panic!()
-- ```
--     four spaces, https://example.org/?a=b, #[attribute], `unpaired
CREATE TABLE hostile (
    id INTEGER PRIMARY KEY, -- */ </div> [x] ``` "
    /* block
     * comment **bold */
    name TEXT
);
