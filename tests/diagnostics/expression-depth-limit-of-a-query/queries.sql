-- name: Deep :one
SELECT id FROM nodes WHERE id = @id AND (
    status = '0' OR status = '1' OR status = '2' OR status = '3' OR status = '4' OR status = '5' OR status = '6' OR status = '7' OR
    status = '8' OR status = '9' OR status = '10' OR status = '11' OR status = '12' OR status = '13' OR status = '14' OR status = '15' OR
    status = '16' OR status = '17' OR status = '18' OR status = '19' OR status = '20' OR status = '21' OR status = '22' OR status = '23' OR
    status = '24' OR status = '25' OR status = '26' OR status = '27' OR status = '28' OR status = '29' OR status = '30' OR status = '31' OR
    status = '32' OR status = '33' OR status = '34' OR status = '35' OR status = '36' OR status = '37' OR status = '38' OR status = '39' OR
    status = '40' OR status = '41' OR status = '42' OR status = '43' OR status = '44' OR status = '45' OR status = '46' OR status = '47' OR
    status = '48' OR status = '49' OR status = '50' OR status = '51' OR status = '52' OR status = '53' OR status = '54' OR status = '55' OR
    status = '56' OR status = '57' OR status = '58' OR status = '59' OR status = '60' OR status = '61' OR status = '62' OR status = '63' OR
    status = '64' OR status = '65' OR status = '66' OR status = '67' OR status = '68' OR status = '69' OR status = '70' OR status = '71' OR
    status = '72' OR status = '73' OR status = '74' OR status = '75' OR status = '76' OR status = '77' OR status = '78' OR status = '79' OR
    status = '80' OR status = '81' OR status = '82' OR status = '83' OR status = '84' OR status = '85' OR status = '86' OR status = '87' OR
    status = '88' OR status = '89' OR status = '90' OR status = '91' OR status = '92' OR status = '93' OR status = '94' OR status = '95' OR
    status = '96' OR status = '97' OR status = '98' OR status = '99' OR status = '100' OR status = '101' OR status = '102' OR status = '103' OR
    status = 'x'
);
